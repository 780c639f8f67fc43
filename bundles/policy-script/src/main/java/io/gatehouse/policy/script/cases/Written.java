package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Place;

/** A part of a document, to find the places of what is in it. */
record Written(ConfigNode node) {

  /** The value of the key; this part where it has none. */
  Written at(String key) {
    return node instanceof ConfigNode.Mapping mapping
        ? mapping.get(key).map(Written::new).orElse(this)
        : this;
  }

  /** The item of the list; this part where it has none. */
  Written item(int index) {
    return node instanceof ConfigNode.Sequence list && index < list.items().size()
        ? new Written(list.items().get(index))
        : this;
  }

  Place place() {
    return node.place();
  }

  Place place(String key) {
    return at(key).place();
  }
}
