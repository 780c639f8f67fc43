package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.bind.RecordKeys;
import io.gatehouse.config.read.Damage;
import io.gatehouse.config.read.DamageMarks;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** What is found wrong with one document, from its bytes to what its parts say of each other. */
final class Remarks {

  private static final int MOST = 500;

  private final String file;
  private final Damage damage;
  private final List<Finding> findings;

  Remarks(Document document) {
    this.file = document.file();
    this.damage = document.damage();
    this.findings = new ArrayList<>(document.findings());
  }

  void add(Place place, String problem, String remedy) {
    findings.add(Mistake.at(place, problem, remedy));
  }

  boolean isEmpty() {
    return findings.isEmpty();
  }

  /** Whether something was said of the node already, so that there is no sense in looking at it. */
  boolean isBroken(ConfigNode node) {
    return damage.isBroken(node.place().path());
  }

  boolean isIncomplete(ConfigNode node) {
    return damage.isIncomplete(node.place().path());
  }

  <C> Optional<C> bind(RecordBinder binder, ConfigNode node, Class<C> type) {
    return binder.bind(node, type, damage, findings);
  }

  /** The policies with what was said of them already, for whoever binds their configuration. */
  List<PolicyDefinition> marked(List<PolicyDefinition> policies) {
    return policies.stream()
        .map(p -> new PolicyDefinition(p.type(), marked(p.config()), p.also(), p.place()))
        .toList();
  }

  ConfigNode marked(ConfigNode node) {
    return DamageMarks.marked(node, damage);
  }

  /** The value if there is nothing against it; what there is, is told elsewhere. */
  <C> Optional<C> attempt(RecordBinder binder, ConfigNode node, Class<C> type) {
    List<Finding> told = new ArrayList<>();
    return binder.bind(node, type, damage, told).filter(value -> told.isEmpty());
  }

  /** All of them in order of place. */
  List<Finding> findings() {
    List<Finding> sorted = new ArrayList<>(new LinkedHashSet<>(findings));
    sorted.sort(DocumentReader.BY_PLACE);
    if (sorted.size() <= MOST) {
      return List.copyOf(sorted);
    }
    int more = sorted.size() - MOST;
    List<Finding> first = new ArrayList<>(sorted.subList(0, MOST));
    first.add(
        Mistake.at(
            Place.of(file),
            "there are " + more + " more findings",
            "Mend the first " + MOST + " and look again"));
    return List.copyOf(first);
  }

  /** The mapping that a node is, if it is one. */
  static Optional<ConfigNode.Mapping> mapping(ConfigNode node) {
    return node instanceof ConfigNode.Mapping mapping ? Optional.of(mapping) : Optional.empty();
  }

  /** The mapping under a key, which may be misspelt. */
  static Optional<ConfigNode.Mapping> mapping(
      ConfigNode.Mapping in, Class<? extends Record> type, String key) {
    return value(in, type, key).flatMap(Remarks::mapping);
  }

  /** The items of the list under a key, which may be misspelt; none where there is no list. */
  static List<ConfigNode> items(ConfigNode.Mapping in, Class<? extends Record> type, String key) {
    return value(in, type, key).stream()
        .filter(ConfigNode.Sequence.class::isInstance)
        .flatMap(list -> ((ConfigNode.Sequence) list).items().stream())
        .toList();
  }

  /** The texts in the list under a key. */
  List<ConfigNode.Scalar> texts(ConfigNode.Mapping in, Class<? extends Record> type, String key) {
    return items(in, type, key).stream()
        .filter(ConfigNode.Scalar.class::isInstance)
        .filter(item -> !isBroken(item))
        .map(ConfigNode.Scalar.class::cast)
        .toList();
  }

  /** The value under a key, which may be misspelt. */
  static Optional<ConfigNode> value(
      ConfigNode.Mapping in, Class<? extends Record> type, String key) {
    return RecordKeys.of(type).value(in, key);
  }
}
