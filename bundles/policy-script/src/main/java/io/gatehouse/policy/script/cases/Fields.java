package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Header fields that a case gives to a message. */
public final class Fields {

  private Fields() {}

  /** The fields, and the content's type where none of them says it. */
  public static Headers of(Map<String, ConfigNode> written, Content content) {
    Headers headers = Headers.create();
    List<Finding> told = new ArrayList<>();
    written.forEach((name, node) -> read(node, told).forEach(value -> headers.add(name, value)));
    if (!content.type().isEmpty() && !headers.contains("content-type")) {
      headers.set("content-type", content.type());
    }
    return headers;
  }

  /** The values of a field; what is none goes to the findings. */
  static List<String> read(ConfigNode node, List<Finding> findings) {
    List<String> values = new ArrayList<>();
    List<ConfigNode> items =
        node instanceof ConfigNode.Sequence list ? list.items() : List.of(node);
    for (ConfigNode item : items) {
      if (item instanceof ConfigNode.Scalar scalar
          && scalar.kind() != Kind.NULL
          && FieldSyntax.isValue(scalar.text())) {
        values.add(scalar.text());
      } else {
        findings.add(
            new Finding(
                item.place(),
                "not the value of a header field",
                "Write a text of one line, or a list of such"));
      }
    }
    return values;
  }
}
