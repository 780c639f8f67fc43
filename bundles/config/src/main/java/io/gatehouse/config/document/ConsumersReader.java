package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConsumerDefinition;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.ConsumersDocument.ConsumerDocument;
import io.gatehouse.config.form.KeyHash;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes consumers of {@code etc/consumers.yaml}. */
public final class ConsumersReader {

  private final RecordBinder binder;

  public ConsumersReader(RecordBinder binder) {
    this.binder = binder;
  }

  /** What the document means, and everything that is wrong with it. */
  public Reading<List<ConsumerDefinition>> read(Document document) {
    Remarks remarks = new Remarks(document);
    if (document.root().isEmpty()) {
      return new Reading<>(Optional.empty(), Optional.empty(), remarks.findings());
    }
    ConfigNode root = document.root().get();
    Optional<ConsumersDocument> bound = remarks.bind(binder, root, ConsumersDocument.class);
    List<ConfigNode> nodes =
        Remarks.mapping(root)
            .map(m -> Remarks.items(m, ConsumersDocument.class, "consumers"))
            .orElse(List.of());
    distinct(nodes, remarks);
    return bound.isPresent() && remarks.isEmpty()
        ? new Reading<>(Optional.of(definitions(bound.get(), nodes)), Optional.empty(), List.of())
        : new Reading<>(Optional.empty(), Optional.of(draft(nodes, remarks)), remarks.findings());
  }

  /** The groups that are asked for, whatever else is wrong; nobody is identified by these. */
  private static List<ConsumerDefinition> draft(List<ConfigNode> nodes, Remarks remarks) {
    List<ConsumerDefinition> consumers = new ArrayList<>();
    for (ConfigNode node : nodes) {
      List<String> groups =
          Remarks.mapping(node).stream()
              .flatMap(m -> remarks.texts(m, ConsumerDocument.class, "groups").stream())
              .map(ConfigNode.Scalar::text)
              .toList();
      consumers.add(
          new ConsumerDefinition(
              new ApiConsumer("draft", groups, Map.of()), List.of(), node.place()));
    }
    return consumers;
  }

  private static List<ConsumerDefinition> definitions(
      ConsumersDocument document, List<ConfigNode> nodes) {
    List<ConsumerDefinition> consumers = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      ConsumerDocument consumer = document.consumers().get(i);
      consumers.add(
          new ConsumerDefinition(
              new ApiConsumer(consumer.id(), consumer.groups(), consumer.metadata()),
              consumer.apiKeys().stream().map(KeyHash::digits).toList(),
              nodes.get(i).place()));
    }
    return consumers;
  }

  private static void distinct(List<ConfigNode> nodes, Remarks remarks) {
    Map<String, Integer> ids = new HashMap<>();
    Map<String, Integer> keys = new HashMap<>();
    for (ConfigNode node : nodes) {
      Optional<ConfigNode.Mapping> consumer = Remarks.mapping(node);
      if (consumer.isEmpty()) {
        continue;
      }
      Optional<ConfigNode> id = Remarks.value(consumer.get(), ConsumerDocument.class, "id");
      if (id.isPresent()
          && id.get() instanceof ConfigNode.Scalar text
          && TextForm.ID.check(text.text()).isEmpty()) {
        Integer first = ids.putIfAbsent(text.text(), text.place().line());
        if (first != null) {
          remarks.add(
              text.place(),
              "the consumer "
                  + Shown.quoted(text.written())
                  + " stands here twice, first in line "
                  + first,
              "Give each consumer an id of its own");
        }
      }
      for (ConfigNode.Scalar key :
          remarks.texts(consumer.get(), ConsumerDocument.class, "apiKeys")) {
        Integer first =
            TextForm.KEY_HASH.check(key.text()).isEmpty()
                ? keys.putIfAbsent(KeyHash.digits(key.text()), key.place().line())
                : null;
        if (first != null) {
          remarks.add(
              key.place(),
              "the same key stands here twice, first in line " + first,
              "Give each consumer keys of its own");
        }
      }
    }
  }
}
