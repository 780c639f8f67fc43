package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Makes a tree of YAML events. No object is ever constructed from a tag and nothing is expanded, so
 * a document costs what its size is.
 *
 * @see YamlReader for what happens where the syntax is wrong
 */
final class YamlTree {

  /**
   * Nesting so deep that it is not worth while to find its end: what the parser needs for it grows
   * with the square of its depth.
   */
  static final class BottomlessException extends YAMLException {

    private static final long serialVersionUID = 1L;

    BottomlessException() {
      super("bottomless");
    }
  }

  /**
   * Stands where {@link YamlReader} took out a value that cannot be parsed; begins with a character
   * for private use, which nobody writes.
   */
  static final String PLACEHOLDER = "\uE000unreadable";

  private static final Pattern GLUED = Pattern.compile("([A-Za-z][A-Za-z0-9-]*):(\\S.*)");

  private static final Pattern OPENED = Pattern.compile("[A-Za-z][A-Za-z0-9-]* +[\\[{].*");

  private final TreeBuilder tree;
  private final ParserImpl events;
  private final Set<String> anchors = new HashSet<>();

  private YamlTree(TreeBuilder tree, ParserImpl events) {
    this.tree = tree;
    this.events = events;
  }

  /**
   * Reads the first document of the text.
   *
   * @throws org.yaml.snakeyaml.error.MarkedYAMLException at the first mistake in the syntax
   */
  static Optional<ConfigNode> read(String text, TreeBuilder tree) {
    return new YamlTree(tree, new ParserImpl(new StreamReader(text), new LoaderOptions()))
        .document();
  }

  private Optional<ConfigNode> document() {
    events.getEvent();
    if (events.checkEvent(Event.ID.StreamEnd)) {
      return Optional.empty();
    }
    events.getEvent();
    boolean nothing =
        events.peekEvent() instanceof ScalarEvent only && only.isPlain() && isUnadorned(only);
    ConfigNode root = value(events.getEvent(), "", 0);
    events.getEvent();
    if (events.peekEvent() instanceof DocumentStartEvent second) {
      tree.finding(
          place(second.getStartMark(), ""),
          "a second document begins here",
          "Put it into a file of its own");
      tree.damage().linesLost();
    }
    return nothing ? Optional.empty() : Optional.of(root);
  }

  private static boolean isUnadorned(ScalarEvent event) {
    return event.getValue().isEmpty() && event.getAnchor() == null && event.getTag() == null;
  }

  private ConfigNode value(Event event, String path, int depth) {
    Place place = place(event.getStartMark(), path);
    return switch (event) {
      case ScalarEvent scalar -> {
        refuseAdornments(scalar, scalar.getTag(), place);
        yield scalar(scalar, place);
      }
      case AliasEvent alias -> alias(alias, place);
      case CollectionStartEvent start -> {
        refuseAdornments(start, start.getTag(), place);
        if (depth == TreeBuilder.DEEPEST) {
          tree.tooDeep(place);
          skipRest();
          yield tree.broken(place);
        }
        yield start instanceof MappingStartEvent
            ? mapping(place, path, depth)
            : sequence(place, path, depth);
      }
      default -> throw new IllegalStateException("unexpected " + event);
    };
  }

  private ConfigNode scalar(ScalarEvent event, Place place) {
    String text = event.getValue();
    if (text.equals(PLACEHOLDER)) {
      return tree.broken(place);
    }
    boolean untagged = event.isPlain() && event.getTag() == null;
    return tree.scalar(text, untagged ? Scalars.kindOf(text) : Kind.STRING, place);
  }

  private void refuseAdornments(NodeEvent event, @Nullable String tag, Place place) {
    if (event.getAnchor() != null) {
      anchors.add(event.getAnchor());
      tree.finding(
          place,
          "the anchor " + Shown.quoted('&' + event.getAnchor()) + " is not allowed",
          "Write the value out wherever it is needed; put text that begins with & in quotes");
    }
    if (tag != null) {
      String shown = tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring(18) : tag;
      tree.finding(
          place,
          "the tag " + Shown.quoted(shown) + " is not allowed",
          "Remove it; put text that begins with ! in quotes");
      tree.damage().broken(place.path());
    }
  }

  private ConfigNode alias(AliasEvent alias, Place place) {
    String name = alias.getAnchor();
    if (anchors.contains(name)) {
      tree.finding(
          place,
          "the alias " + Shown.quoted('*' + name) + " is not allowed",
          "Write the value out");
      return tree.broken(place);
    }
    tree.finding(
        place,
        "text that begins with * is not in quotes",
        "Write \"*" + Shown.plain(name) + "\" in quotes");
    return tree.broken(place);
  }

  private ConfigNode.Sequence sequence(Place place, String path, int depth) {
    List<ConfigNode> items = new ArrayList<>();
    while (!events.checkEvent(Event.ID.SequenceEnd)) {
      items.add(value(events.getEvent(), KeyPath.item(path, items.size()), depth + 1));
    }
    events.getEvent();
    return new ConfigNode.Sequence(items, place);
  }

  private ConfigNode.Mapping mapping(Place place, String path, int depth) {
    TreeBuilder.Keys keys = tree.new Keys();
    while (!events.checkEvent(Event.ID.MappingEnd)) {
      entry(events.getEvent(), keys, path, depth);
    }
    events.getEvent();
    return keys.mapping(place);
  }

  private void entry(Event keyEvent, TreeBuilder.Keys keys, String path, int depth) {
    if (!(keyEvent instanceof ScalarEvent scalar)) {
      tree.finding(
          place(keyEvent.getStartMark(), path),
          "a key is not plain text",
          "Put text that begins with {, [ or * in quotes");
      tree.damage().incomplete(path);
      skip(keyEvent);
      skip(events.getEvent());
      return;
    }
    String key = scalar.getValue();
    Place keyPlace = place(scalar.getStartMark(), KeyPath.child(path, key));
    refuseAdornments(scalar, scalar.getTag(), keyPlace);
    if (scalar.isPlain() && key.equals("<<")) {
      tree.finding(
          keyPlace,
          "the merge key '<<' is not allowed",
          "Write the keys out where they are needed");
      tree.damage().incomplete(path);
      skip(events.getEvent());
    } else if (scalar.isPlain() && key.isEmpty()) {
      tree.finding(keyPlace, "there is no key before the ':'", "Write a key");
      tree.damage().incomplete(path);
      skip(events.getEvent());
    } else if (scalar.isPlain() && OPENED.matcher(key).matches()) {
      opened(scalar, keys, path);
      skip(events.getEvent());
    } else if (isGlued(scalar)) {
      glued(scalar, keys, path);
      skip(events.getEvent());
    } else if (keys.isNew(key, keyPlace)) {
      keys.add(key, keyPlace, value(events.getEvent(), keyPlace.path(), depth + 1));
    } else {
      skip(events.getEvent());
    }
  }

  /** {@code to { upstream: orders }} is a key with a space in it to YAML. */
  private void opened(ScalarEvent event, TreeBuilder.Keys keys, String path) {
    String text = event.getValue();
    String key = text.substring(0, text.indexOf(' '));
    Place place = place(event.getStartMark(), KeyPath.child(path, key));
    tree.finding(
        place, "there is no ':' after the key " + Shown.quoted(key), "Write '" + key + ": '");
    if (keys.isNew(key, place)) {
      keys.add(key, place, tree.broken(place));
    }
  }

  /** Whether this is {@code upstream:orders}, which YAML takes for a key without a value. */
  private boolean isGlued(ScalarEvent key) {
    return key.isPlain()
        && GLUED.matcher(key.getValue()).matches()
        && events.peekEvent() instanceof ScalarEvent next
        && next.isPlain()
        && isUnadorned(next);
  }

  private void glued(ScalarEvent event, TreeBuilder.Keys keys, String path) {
    String text = event.getValue();
    String key = text.substring(0, text.indexOf(':'));
    Place place = place(event.getStartMark(), KeyPath.child(path, key));
    tree.finding(
        place, "there is no space after " + Shown.quoted(key + ':'), "Write a space after it");
    if (keys.isNew(key, place)) {
      keys.add(key, place, tree.broken(place));
    }
  }

  private void skip(Event event) {
    if (event instanceof CollectionStartEvent) {
      skipRest();
    }
  }

  /** Skips to the end of the collection whose start was read. */
  private void skipRest() {
    for (int open = 1; open > 0; ) {
      if (open > TreeBuilder.DEEPEST) {
        throw new BottomlessException();
      }
      Event event = events.getEvent();
      if (event instanceof CollectionStartEvent) {
        open++;
      } else if (event instanceof CollectionEndEvent) {
        open--;
      }
    }
  }

  private Place place(Mark mark, String path) {
    return tree.place(mark.getLine() + 1, mark.getColumn() + 1, path);
  }
}
