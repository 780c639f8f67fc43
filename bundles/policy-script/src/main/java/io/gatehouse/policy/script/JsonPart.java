package io.gatehouse.policy.script;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text, or a value within one, whose large members stay text until a script asks for them:
 * most policies look at a few fields of a document, and reading or writing all of it in the engine
 * costs more than everything else they do. The text is checked as a whole (RFC 8259) before the
 * first part is handed out, so a document is never half good. Immutable.
 */
public final class JsonPart {

  /** Below this nothing is gained. */
  private static final int SHORTEST_DOCUMENT = 512;

  private static final int SHORTEST_MEMBER = 96;

  private final String text;
  private final int from;
  private final int to;
  private final List<Member> members;

  private JsonPart(String text, int from, int to, List<Member> members) {
    this.text = text;
    this.from = from;
    this.to = to;
    this.members = members;
  }

  /** A member that is left out; from and to are those of its value. */
  private record Member(String key, int from, int to) {}

  /** Empty for what is read as a whole: all that is short, or no object, or no JSON. */
  static Optional<JsonPart> of(String text) {
    if (text.length() < SHORTEST_DOCUMENT) {
      return Optional.empty();
    }
    return new Outline(text, 0, text.length())
        .read()
        .filter(members -> !members.isEmpty())
        .map(members -> new JsonPart(text, 0, text.length(), members));
  }

  /** How many members are left out. */
  @HostAccess.Export
  public int count() {
    return members.size();
  }

  @HostAccess.Export
  public String key(int index) {
    return members.get(index).key();
  }

  /** The value that was left out. */
  @HostAccess.Export
  public JsonPart part(int index) {
    Member member = members.get(index);
    List<Member> inner =
        member.to() - member.from() < SHORTEST_DOCUMENT
            ? List.of()
            : new Outline(text, member.from(), member.to()).read().orElse(List.of());
    return new JsonPart(text, member.from(), member.to(), inner);
  }

  /** All of it. */
  @HostAccess.Export
  public String text() {
    return text.substring(from, to);
  }

  /** The text with null for each value that is left out. */
  @HostAccess.Export
  public String skeleton() {
    StringBuilder out = new StringBuilder();
    int copied = from;
    for (Member member : members) {
      out.append(text, copied, member.from()).append("null");
      copied = member.to();
    }
    return out.append(text, copied, to).toString();
  }

  /** One pass over a value that is an object. */
  private static final class Outline {

    private enum Expected {
      VALUE,
      VALUE_OR_END,
      KEY,
      KEY_OR_END,
      COLON,
      COMMA_OR_END,
      NOTHING
    }

    private final String text;
    private final int end;
    private final BitSet objects = new BitSet();
    private final List<Member> members = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private int at;
    private int depth;
    private int valueFrom;
    private @Nullable String key;
    private Expected expected = Expected.VALUE;

    Outline(String text, int from, int end) {
      this.text = text;
      this.at = from;
      this.end = end;
    }

    /** The members to leave out; empty where this is no object, or not to be read this way. */
    Optional<List<Member>> read() {
      while (at < end) {
        char c = text.charAt(at);
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
          at++;
        } else if (!step(c)) {
          return Optional.empty();
        }
      }
      return expected == Expected.NOTHING ? Optional.of(List.copyOf(members)) : Optional.empty();
    }

    private boolean step(char c) {
      return switch (expected) {
        case VALUE -> value(c);
        case VALUE_OR_END -> c == ']' ? close() : value(c);
        case KEY -> c == '"' && key();
        case KEY_OR_END -> c == '}' ? close() : c == '"' && key();
        case COLON -> c == ':' && next(Expected.VALUE);
        case COMMA_OR_END -> {
          boolean object = objects.get(depth);
          yield c == ','
              ? next(object ? Expected.KEY : Expected.VALUE)
              : c == (object ? '}' : ']') && close();
        }
        case NOTHING -> false;
      };
    }

    private boolean next(Expected following) {
      at++;
      expected = following;
      return true;
    }

    private boolean value(char c) {
      if (c == '{' || c == '[') {
        return open(c == '{');
      }
      if (depth == 0) {
        return false;
      }
      int after =
          switch (c) {
            case '"' -> JsonScan.afterString(text, at, end);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> JsonScan.afterNumber(text, at, end);
          };
      at = after;
      expected = Expected.COMMA_OR_END;
      return after > 0;
    }

    private int literal(String word) {
      int after = at + word.length();
      return after <= end && text.startsWith(word, at) ? after : -1;
    }

    private boolean open(boolean object) {
      if (depth == 0 && !object) {
        return false;
      }
      if (depth == 1) {
        valueFrom = at;
      }
      depth++;
      objects.set(depth, object);
      return next(object ? Expected.KEY_OR_END : Expected.VALUE_OR_END);
    }

    private boolean close() {
      depth--;
      at++;
      if (depth == 1 && key != null && at - valueFrom >= SHORTEST_MEMBER) {
        members.add(new Member(key, valueFrom, at));
      }
      expected = depth == 0 ? Expected.NOTHING : Expected.COMMA_OR_END;
      return true;
    }

    /** Of two members of one name the last one counts: that is left to who reads it all. */
    private boolean key() {
      int after = JsonScan.afterString(text, at, end);
      if (after < 0) {
        return false;
      }
      if (depth == 1) {
        String name = text.substring(at + 1, after - 1);
        if (name.indexOf('\\') >= 0 || !keys.add(name)) {
          return false;
        }
        key = name;
      }
      at = after;
      expected = Expected.COLON;
      return true;
    }
  }
}
