package io.gatehouse.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway says about itself.
 *
 * @param document as it was read
 */
public record GatewayStatus(JsonNode document, List<Entry> entries) {

  /** One line of it, with the words of the document. */
  public record Entry(
      String kind, String name, String state, String source, String detail, String findings) {

    /** All that an operator can read in it. */
    public String text() {
      return detail + ' ' + findings;
    }
  }

  static GatewayStatus of(JsonNode document) {
    List<Entry> entries = new ArrayList<>();
    collect(document, entries);
    return new GatewayStatus(document, List.copyOf(entries));
  }

  /** Wherever they stand in the document. */
  private static void collect(JsonNode node, List<Entry> entries) {
    if (node.hasNonNull("kind") && node.hasNonNull("state")) {
      entries.add(
          new Entry(
              node.path("kind").asText(),
              node.path("name").asText(),
              node.path("state").asText().toLowerCase(java.util.Locale.ROOT),
              node.path("source").asText(),
              node.path("detail").asText(),
              node.path("findings").toString()));
      return;
    }
    node.forEach(child -> collect(child, entries));
  }

  public Optional<Entry> find(String kind, String name) {
    return entries.stream().filter(e -> e.kind().equals(kind) && e.name().equals(name)).findFirst();
  }

  /** The state in lower case, empty where there is no such entry. */
  public String state(String kind, String name) {
    return find(kind, name).map(Entry::state).orElse("");
  }

  public List<Entry> ofSource(String source) {
    return entries.stream().filter(e -> e.source().equals(source)).toList();
  }
}
