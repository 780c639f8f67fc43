package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Shown;
import java.util.List;
import java.util.Optional;

/** What stands under {@code to}: an upstream, or a destination type with its configuration. */
public final class DestinationNode {

  /** What may stand there where it is an upstream. */
  public record ToUpstream(
      @Setting("Name of an upstream of this API") @Written(TextForm.NAME) String upstream,
      @Setting("Path to ask for instead of the request's: /internal/{id}")
          @Written(TextForm.PATH_TEMPLATE)
          Optional<String> path) {}

  private DestinationNode() {}

  /** Whether it sends to an upstream, be the key misspelt: its values are single ones. */
  static boolean isUpstream(ConfigNode.Mapping mapping) {
    return mapping.entries().stream()
        .anyMatch(
            entry ->
                entry.key().equals("upstream")
                    || (entry.value() instanceof ConfigNode.Scalar value
                        && value.kind() != Kind.NULL
                        && NearestName.of(Shown.plain(entry.key()), List.of("upstream", "path"))
                            .isPresent()));
  }

  /** The destination, if it is one; where it is an upstream the binder has to look at it too. */
  static Optional<DestinationDefinition> read(ConfigNode node, Remarks remarks) {
    if (remarks.isBroken(node)) {
      return Optional.empty();
    }
    return switch (node) {
      case ConfigNode.Scalar scalar -> {
        remarks.add(
            scalar.place(),
            scalar.kind() == Kind.NULL
                ? "there is no destination"
                : "the destination is the single value " + Shown.quoted(scalar.written()),
            remedyFor(scalar));
        yield Optional.empty();
      }
      case ConfigNode.Sequence list -> {
        remarks.add(list.place(), "the destination is a list", "Write one: { upstream: name }");
        yield Optional.empty();
      }
      case ConfigNode.Mapping mapping -> mapped(mapping, remarks);
    };
  }

  private static String remedyFor(ConfigNode.Scalar scalar) {
    if (TextForm.NAME.check(scalar.text()).isEmpty()) {
      return "Write { upstream: " + scalar.written() + " }";
    }
    return TextForm.TARGET_URL.check(scalar.text()).isEmpty()
        ? "Write it under 'upstreams' as a target, and { upstream: name } here"
        : "Write { upstream: name }";
  }

  private static Optional<DestinationDefinition> mapped(
      ConfigNode.Mapping mapping, Remarks remarks) {
    List<Entry> entries = mapping.entries();
    if (entries.isEmpty()) {
      if (!remarks.isIncomplete(mapping)) {
        remarks.add(mapping.place(), "there is no destination", "Write { upstream: name }");
      }
      return Optional.empty();
    }
    if (isUpstream(mapping)) {
      return upstream(mapping);
    }
    Entry type = entries.getFirst();
    if (entries.size() > 1) {
      remarks.add(
          entries.get(1).keyPlace(),
          "the key "
              + Shown.quoted(entries.get(1).key())
              + " stands beside the destination "
              + Shown.quoted(type.key()),
          "Write one destination, with its settings under its name");
      return Optional.empty();
    }
    var wrong = TextForm.NAME.check(type.key());
    if (wrong.isPresent()) {
      remarks.add(type.keyPlace(), wrong.get().problem(), wrong.get().remedy());
      return Optional.empty();
    }
    if (remarks.isBroken(type.value())) {
      return Optional.empty();
    }
    boolean bare = type.value() instanceof ConfigNode.Scalar empty && empty.kind() == Kind.NULL;
    return Optional.of(
        new DestinationDefinition.ToType(
            type.key(),
            bare ? new ConfigNode.Mapping(List.of(), type.keyPlace()) : type.value(),
            type.keyPlace()));
  }

  private static Optional<DestinationDefinition> upstream(ConfigNode.Mapping mapping) {
    Optional<ConfigNode> upstream = Remarks.value(mapping, ToUpstream.class, "upstream");
    if (upstream.isEmpty()
        || !(upstream.get() instanceof ConfigNode.Scalar name)
        || name.kind() == Kind.NULL) {
      return Optional.empty();
    }
    Optional<String> path =
        Remarks.value(mapping, ToUpstream.class, "path")
            .filter(ConfigNode.Scalar.class::isInstance)
            .map(p -> ((ConfigNode.Scalar) p).text());
    return Optional.of(new DestinationDefinition.ToUpstream(name.text(), path, name.place()));
  }
}
