package io.gatehouse.mediation.example;

import io.gatehouse.api.definition.Setting;
import java.time.Duration;
import java.util.Optional;

/** What an operator writes under {@code to: { xml-view: ... }}. */
public record XmlViewConfig(
    @Setting(value = "Name of the document's outermost element", defaultsTo = "document")
        String root,
    @Setting("Path parameter that becomes an attribute of the outermost element")
        Optional<String> attribute,
    @Setting(value = "The longest that a request may take", defaultsTo = "5s") Duration timeout) {

  public XmlViewConfig {
    if (!XmlNames.isName(root)) {
      throw new IllegalArgumentException("root: '" + root + "' (expected: a name such as order)");
    }
    attribute.ifPresent(
        name -> {
          if (!XmlNames.isName(name)) {
            throw new IllegalArgumentException(
                "attribute: '" + name + "' (expected: a name such as id)");
          }
        });
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than 0s)");
    }
  }
}
