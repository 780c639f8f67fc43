package io.gatehouse.config.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON. What stands before a mistake in its syntax is kept. */
final class JsonTree {

  private final TreeBuilder tree;
  private final JsonParser parser;
  private boolean ended;

  private JsonTree(TreeBuilder tree, JsonParser parser) {
    this.tree = tree;
    this.parser = parser;
  }

  static Optional<ConfigNode> read(String text, TreeBuilder tree) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      return new JsonTree(tree, parser).document();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ConfigNode> document() {
    JsonToken first = next("");
    if (first == null) {
      return Optional.empty();
    }
    ConfigNode root = value(first, "", 0);
    if (!ended && next("") != null) {
      tree.finding(here(""), "there is a second value after the document", "Remove it");
    }
    return Optional.of(root);
  }

  /** The next token, or null at the end, be it that of the text or of what can be read. */
  private @Nullable JsonToken next(String path) {
    if (ended) {
      return null;
    }
    try {
      JsonToken token = parser.nextToken();
      ended = token == null;
      return token;
    } catch (JsonProcessingException mistake) {
      ended = true;
      JsonLocation at = mistake.getLocation();
      tree.finding(
          at == null ? here(path) : tree.place(at.getLineNr(), at.getColumnNr(), path),
          "this is not JSON: " + Shown.plain(mistake.getOriginalMessage()),
          "Look for a comma, quote or bracket that is missing or too many here");
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConfigNode value(JsonToken token, String path, int depth) {
    Place place = here(path);
    try {
      return switch (token) {
        case START_OBJECT -> object(place, path, depth);
        case START_ARRAY -> array(place, path, depth);
        case VALUE_STRING -> tree.scalar(parser.getText(), Kind.STRING, place);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            tree.scalar(parser.getText(), Kind.NUMBER, place);
        case VALUE_TRUE, VALUE_FALSE -> tree.scalar(parser.getText(), Kind.BOOLEAN, place);
        default -> tree.scalar("null", Kind.NULL, place);
      };
    } catch (JsonProcessingException mistake) {
      ended = true;
      tree.finding(place, "this is not JSON: " + Shown.plain(mistake.getOriginalMessage()), "");
      return tree.broken(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConfigNode object(Place place, String path, int depth) throws IOException {
    if (depth == TreeBuilder.DEEPEST) {
      return skipped(place);
    }
    TreeBuilder.Keys keys = tree.new Keys();
    while (true) {
      JsonToken token = next(path);
      if (token == JsonToken.END_OBJECT) {
        return keys.mapping(place);
      }
      String key = token == null ? "" : parser.currentName();
      Place keyPlace = here(KeyPath.child(path, key));
      JsonToken first = token == null ? null : next(path);
      if (first == null) {
        tree.damage().incomplete(path);
        return keys.mapping(place);
      }
      if (keys.isNew(key, keyPlace)) {
        keys.add(key, keyPlace, value(first, keyPlace.path(), depth + 1));
      } else {
        parser.skipChildren();
      }
    }
  }

  private ConfigNode array(Place place, String path, int depth) throws IOException {
    if (depth == TreeBuilder.DEEPEST) {
      return skipped(place);
    }
    List<ConfigNode> items = new ArrayList<>();
    JsonToken token = next(path);
    while (token != null && token != JsonToken.END_ARRAY) {
      items.add(value(token, KeyPath.item(path, items.size()), depth + 1));
      token = next(path);
    }
    return new ConfigNode.Sequence(items, place);
  }

  private ConfigNode skipped(Place place) throws IOException {
    tree.tooDeep(place);
    parser.skipChildren();
    return tree.broken(place);
  }

  private Place here(String path) {
    JsonLocation at = parser.currentTokenLocation();
    return tree.place(Math.max(at.getLineNr(), 1), Math.max(at.getColumnNr(), 1), path);
  }
}
