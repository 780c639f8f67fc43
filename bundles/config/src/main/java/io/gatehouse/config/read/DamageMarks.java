package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the damage of a part along with it, for a part that is bound apart from its document: in a
 * sign that no document can have.
 */
public final class DamageMarks {

  private static final String MARK = "\0";

  private DamageMarks() {}

  /** Whether a key is a mark, and none of the operator's. */
  public static boolean isMark(String key) {
    return key.equals(MARK);
  }

  /** The node with marks where it is damaged. */
  public static ConfigNode marked(ConfigNode node, Damage damage) {
    if (damage.isBroken(node.place().path())) {
      return new ConfigNode.Scalar("", MARK, ConfigNode.Kind.NULL, node.place());
    }
    return switch (node) {
      case ConfigNode.Scalar scalar -> scalar;
      case ConfigNode.Sequence list ->
          new ConfigNode.Sequence(
              list.items().stream().map(item -> marked(item, damage)).toList(), list.place());
      case ConfigNode.Mapping mapping -> {
        List<ConfigNode.Entry> entries = new ArrayList<>();
        for (ConfigNode.Entry entry : mapping.entries()) {
          entries.add(
              new ConfigNode.Entry(entry.key(), entry.keyPlace(), marked(entry.value(), damage)));
        }
        if (damage.isIncomplete(mapping.place().path())) {
          ConfigNode nothing = new ConfigNode.Scalar("", "", ConfigNode.Kind.NULL, mapping.place());
          entries.add(new ConfigNode.Entry(MARK, mapping.place(), nothing));
        }
        yield new ConfigNode.Mapping(entries, mapping.place());
      }
    };
  }

  /** Reads the marks; whether there are any. */
  public static boolean read(ConfigNode node, Damage damage) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> {
        boolean broken = scalar.written().equals(MARK);
        if (broken) {
          damage.broken(scalar.place().path());
        }
        yield broken;
      }
      case ConfigNode.Sequence list -> {
        boolean any = false;
        for (ConfigNode item : list.items()) {
          any |= read(item, damage);
        }
        yield any;
      }
      case ConfigNode.Mapping mapping -> {
        boolean any = false;
        for (ConfigNode.Entry entry : mapping.entries()) {
          if (isMark(entry.key())) {
            damage.incomplete(mapping.place().path());
            any = true;
          }
          any |= read(entry.value(), damage);
        }
        yield any;
      }
    };
  }
}
