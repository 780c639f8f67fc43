package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Place;
import io.gatehouse.config.form.Measure;
import io.gatehouse.config.read.Damage;
import io.gatehouse.config.read.KeyPath;
import io.gatehouse.config.read.Mistake;
import io.gatehouse.config.read.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the binder: goes on after each mistake. */
final class ValueBinder {

  private final Damage damage;
  private final List<Finding> findings;

  ValueBinder(Damage damage, List<Finding> findings) {
    this.damage = damage;
    this.findings = findings;
  }

  /** The value, or null where something is wrong with it, which has been told. */
  @Nullable Object value(ConfigNode node, Shape shape) {
    if (damage.isBroken(node.place().path())) {
      return null;
    }
    return switch (shape) {
      case Shape.Anything anything -> node;
      case Shape.Maybe maybe -> {
        Object value = value(node, maybe.shape());
        yield value == null ? null : Optional.of(value);
      }
      case Shape.Listed listed -> list(node, listed);
      case Shape.Mapped mapped -> map(node, mapped);
      case Shape.Keyed keyed -> keyed(node, keyed);
      case Shape.Impossible impossible ->
          refuse(
              node.place(),
              "the type " + impossible.type() + " cannot be configured",
              "This is a mistake in the bundle that offers it, not in this file");
      case Shape.Text text -> scalar(node, text);
      case Shape.Whole whole -> scalar(node, whole);
      case Shape.Fraction fraction -> scalar(node, fraction);
      case Shape.Flag flag -> scalar(node, flag);
      case Shape.Choice choice -> scalar(node, choice);
      case Shape.Time time -> scalar(node, time);
      case Shape.Size size -> scalar(node, size);
      case Shape.Link link -> scalar(node, link);
      case Shape.Hidden hidden -> scalar(node, hidden);
    };
  }

  private @Nullable Object scalar(ConfigNode node, Shape shape) {
    if (!(node instanceof ConfigNode.Scalar scalar)) {
      String found = node instanceof ConfigNode.Sequence ? "a list" : "keys and values";
      return refuse(
          node.place(), "this is " + found, "Write " + Expectation.of(shape) + " instead");
    }
    if (scalar.kind() == Kind.NULL) {
      return refuse(
          scalar.place(),
          "there is no value",
          "Write " + Expectation.of(shape) + ", or remove the key");
    }
    return switch (ScalarValues.read(scalar, shape)) {
      case Measure.Read<Object>(Object value) -> value;
      case Measure.Refused<Object>(var complaint) ->
          refuse(scalar.place(), complaint.problem(), complaint.remedy());
    };
  }

  private @Nullable Object list(ConfigNode node, Shape.Listed shape) {
    if (!(node instanceof ConfigNode.Sequence sequence)) {
      return refuseKind(node, shape);
    }
    if (shape.filled() && sequence.items().isEmpty()) {
      return refuse(node.place(), "the list is empty", "Write an item, or remove the key");
    }
    List<Object> items = new ArrayList<>();
    boolean whole = true;
    for (ConfigNode item : sequence.items()) {
      Object value = value(item, shape.item());
      whole &= value != null;
      if (value != null) {
        items.add(value);
      }
    }
    return whole ? List.copyOf(items) : null;
  }

  private @Nullable Object map(ConfigNode node, Shape.Mapped shape) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      return refuseKind(node, shape);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    boolean whole = !damage.isIncomplete(node.place().path());
    for (Entry entry : mapping.entries()) {
      var wrong = shape.key().check(entry.key());
      if (wrong.isPresent()) {
        whole = false;
        refuse(entry.keyPlace(), wrong.get().problem(), wrong.get().remedy());
      }
      Object value = value(entry.value(), shape.value());
      whole &= value != null;
      if (value != null) {
        values.put(entry.key(), value);
      }
    }
    return whole ? Collections.unmodifiableMap(values) : null;
  }

  private @Nullable Object keyed(ConfigNode node, Shape.Keyed shape) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      return refuseKind(node, shape);
    }
    RecordKeys keys = RecordKeys.of(shape.type());
    RecordKeys.Found found = keys.in(mapping);
    for (Entry entry : found.unknown()) {
      refuse(
          entry.keyPlace(),
          "the key " + Shown.quoted(entry.key()) + " is unknown",
          keys.keys().isEmpty()
              ? "Remove it; there is nothing to set here"
              : NearestName.remedy(Shown.plain(entry.key()), keys.keys().keySet()));
    }
    Construction construction = new Construction(shape.type(), mapping, this::refuse);
    for (RecordKeys.Key key : keys.keys().values()) {
      construction.with(key, component(mapping, key, found));
    }
    Object made = construction.make();
    boolean whole = found.unknown().isEmpty() && !damage.isIncomplete(mapping.place().path());
    return whole ? made : null;
  }

  private @Nullable Object component(
      ConfigNode.Mapping mapping, RecordKeys.Key key, RecordKeys.Found found) {
    Entry entry = found.present().get(key.name());
    if (entry != null) {
      boolean misspelt = !entry.key().equals(key.name());
      return misspelt && !Expectation.isOfKind(entry.value(), key.shape())
          ? null
          : value(entry.value(), key.shape());
    }
    if (!key.defaultsTo().isEmpty()) {
      return defaultOf(mapping, key);
    }
    Object absent = Absent.of(key.shape());
    if (absent == null && !damage.isIncomplete(mapping.place().path())) {
      Place at = mapping.place();
      refuse(
          new Place(at.file(), at.line(), at.column(), KeyPath.child(at.path(), key.name())),
          "the key '" + key.name() + "' is missing",
          "Add '"
              + key.name()
              + ": ...'"
              + (key.description().isEmpty() ? "" : ": " + Expectation.sentence(key)));
    }
    return absent;
  }

  private @Nullable Object defaultOf(ConfigNode.Mapping mapping, RecordKeys.Key key) {
    Place at = mapping.place();
    List<Finding> wrong = new ArrayList<>();
    Object value =
        new ValueBinder(new Damage(), wrong)
            .value(Absent.written(key.defaultsTo(), at), key.shape());
    if (value == null) {
      refuse(
          at,
          "the default " + Shown.quoted(key.defaultsTo()) + " of '" + key.name() + "' is not valid",
          "This is a mistake in the bundle that offers it; set '" + key.name() + "' here");
    }
    return value;
  }

  private @Nullable Object refuseKind(ConfigNode node, Shape shape) {
    return refuse(
        node.place(), Expectation.found(node, shape), Expectation.remedyForKind(node, shape));
  }

  private @Nullable Object refuse(Place place, String problem, String remedy) {
    findings.add(Mistake.at(place, problem, remedy));
    return null;
  }
}
