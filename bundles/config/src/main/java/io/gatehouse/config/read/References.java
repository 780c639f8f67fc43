package io.gatehouse.config.read;

import io.gatehouse.api.definition.NearestName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Resolves references within values: a dollar sign and, in braces, {@code env:NAME}, {@code
 * secret:name} or {@code file:path}. Two dollar signs stand for a plain one in front of a brace.
 */
public final class References {

  private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final List<String> SOURCES = List.of("env", "secret", "file");
  private static final long LARGEST = 1 << 20;
  private static final int MOST_NAMES = 1000;

  private final Path base;
  private final Map<String, String> environment;
  private final boolean resolving;

  /**
   * References of the installation in this folder.
   *
   * @param environment of the process
   */
  public References(Path base, Map<String, String> environment) {
    this(base, environment, true);
  }

  private References(Path base, Map<String, String> environment, boolean resolving) {
    this.base = base;
    this.environment = Map.copyOf(environment);
    this.resolving = resolving;
  }

  /** A reference that leads nowhere. */
  record Unresolved(String problem, String remedy) {}

  /** Resolves nothing: a reference is text like any other. */
  static References leftAlone() {
    return new References(Path.of(""), Map.of(), false);
  }

  /** Whether there is anything to resolve. */
  boolean in(String text) {
    return resolving && text.contains("${");
  }

  /**
   * The text with every reference replaced by what it stands for.
   *
   * @param unresolved told of those that stand for nothing
   */
  String resolve(String text, Consumer<Unresolved> unresolved) {
    StringBuilder resolved = new StringBuilder(text.length());
    int at = 0;
    while (true) {
      int open = text.indexOf("${", at);
      if (open < 0) {
        return resolved.append(text, at, text.length()).toString();
      }
      if (open > at && text.charAt(open - 1) == '$') {
        resolved.append(text, at, open - 1).append("${");
        at = open + 2;
        continue;
      }
      resolved.append(text, at, open);
      int close = text.indexOf('}', open);
      if (close < 0) {
        unresolved.accept(
            new Unresolved(
                "the reference " + Shown.quoted(text.substring(open)) + " has no closing }",
                "Write ${env:NAME}, or $${ for a plain ${"));
        return resolved.toString();
      }
      resolved.append(value(text.substring(open + 2, close), unresolved));
      at = close + 1;
    }
  }

  private String value(String reference, Consumer<Unresolved> unresolved) {
    int colon = reference.indexOf(':');
    String source = colon < 0 ? "" : reference.substring(0, colon);
    String name = reference.substring(colon + 1);
    return switch (source) {
      case "env" -> environment(name, unresolved);
      case "secret" -> secret(name, unresolved);
      case "file" -> file(name, unresolved);
      default -> {
        unresolved.accept(
            new Unresolved(
                Shown.quoted("${" + reference + '}') + " is no reference",
                "Write "
                    + NearestName.of(Shown.plain(source), SOURCES)
                        .map(s -> "${" + s + ':' + Shown.plain(name) + '}')
                        .orElse("${env:NAME}, ${secret:name} or ${file:path}")
                    + ", or $${ for a plain ${"));
        yield "";
      }
    };
  }

  private String environment(String name, Consumer<Unresolved> unresolved) {
    String value = environment.get(name);
    if (value == null) {
      unresolved.accept(
          new Unresolved(
              "there is no environment variable " + Shown.quoted(name),
              "Set it before the gateway starts" + nearest(name, environment.keySet())));
      return "";
    }
    return value;
  }

  private String secret(String name, Consumer<Unresolved> unresolved) {
    Path folder = base.resolve("etc/secrets");
    if (!SECRET_NAME.matcher(name).matches()) {
      unresolved.accept(
          new Unresolved(
              Shown.quoted(name) + " cannot be the name of a secret",
              "Write the name of a file in etc/secrets: letters, digits, '.', '_' and '-'"));
      return "";
    }
    return content(
        folder.resolve(name),
        new Unresolved(
            "there is no secret " + Shown.quoted(name),
            "Put it into the file etc/secrets/" + name + nearest(name, names(folder))),
        unresolved);
  }

  private String file(String name, Consumer<Unresolved> unresolved) {
    Path file;
    try {
      file = base.resolve(name).normalize();
    } catch (InvalidPathException impossible) {
      unresolved.accept(
          new Unresolved(Shown.quoted(name) + " is no file name", "Write a path such as etc/note"));
      return "";
    }
    Path folder = Optional.ofNullable(file.getParent()).orElse(base);
    String last = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    return content(
        file,
        new Unresolved(
            "there is no file " + Shown.quoted(name),
            "Paths are relative to the instance's folder" + nearest(last, names(folder))),
        unresolved);
  }

  private static String content(Path file, Unresolved absent, Consumer<Unresolved> unresolved) {
    if (!Files.isRegularFile(file)) {
      unresolved.accept(absent);
      return "";
    }
    String name = Shown.quoted(String.valueOf(file.getFileName()));
    try {
      if (Files.size(file) > LARGEST) {
        unresolved.accept(
            new Unresolved("the file " + name + " is larger than 1MiB", "Refer to a smaller one"));
        return "";
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int end = text.length();
      if (end > 0 && text.charAt(end - 1) == '\n') {
        end -= end > 1 && text.charAt(end - 2) == '\r' ? 2 : 1;
      }
      return text.substring(0, end);
    } catch (CharacterCodingException notText) {
      unresolved.accept(new Unresolved("the file " + name + " is not UTF-8 text", "Save it so"));
    } catch (IOException e) {
      unresolved.accept(
          new Unresolved(
              "the file " + name + " cannot be read: " + e.getClass().getSimpleName(),
              "Let the gateway's user read it"));
    }
    return "";
  }

  private static String nearest(String name, Collection<String> names) {
    return NearestName.of(Shown.plain(name), names)
        .filter(n -> !name.isEmpty() && n.startsWith(name.substring(0, 1)))
        .map(n -> ", or write " + Shown.quoted(n))
        .orElse("");
  }

  private static Collection<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return new TreeSet<>(
          entries.limit(MOST_NAMES).map(e -> String.valueOf(e.getFileName())).toList());
    } catch (IOException unlisted) {
      return List.of();
    }
  }
}
