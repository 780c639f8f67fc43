package io.gatehouse.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files to begin with. In their names and texts {@code {{mark}}} stands for what is known only when
 * they are written.
 */
final class Template {

  private static final Pattern MARK = Pattern.compile("\\{\\{([A-Za-z.]+)}}");

  private final String folder;
  private final Map<String, String> files;

  private Template(String folder, Map<String, String> files) {
    this.folder = folder;
    this.files = files;
  }

  /** A policy script. */
  static Template policy() {
    return new Template("policy", Map.of("policy.js", "{{name}}.js"));
  }

  /** A Maven project for a policy in Java. */
  static Template policyBundle() {
    return bundle(
        "policy-bundle", List.of("Config", "Policy", "PolicyFactory"), List.of("PolicyTest"));
  }

  /** A Maven project for a destination made of a Camel route. */
  static Template mediationBundle() {
    return bundle(
        "mediation-bundle", List.of("Config", "DestinationFactory", "Route"), List.of("RouteTest"));
  }

  private static Template bundle(String folder, List<String> types, List<String> tests) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", "pom.xml");
    files.put("bnd.bnd", "bnd.bnd");
    files.put("README.md", "README.md");
    files.put("gitignore", ".gitignore");
    types.forEach(t -> files.put(t + ".java.txt", "src/main/java/{{path}}/{{Type}}" + t + ".java"));
    tests.forEach(t -> files.put(t + ".java.txt", "src/test/java/{{path}}/{{Type}}" + t + ".java"));
    return new Template(folder, files);
  }

  /** The marks that every template may use: versions, fixed when this was built. */
  static Map<String, String> versions() throws IOException {
    Properties read = new Properties();
    try (InputStream in = resource("template.properties")) {
      read.load(in);
    }
    Map<String, String> versions = new LinkedHashMap<>();
    read.stringPropertyNames().forEach(name -> versions.put(name, read.getProperty(name)));
    return versions;
  }

  /**
   * Writes the files; none where one of them exists already.
   *
   * @return what was written
   * @throws CommandFailedException naming the file that is in the way
   */
  List<Path> write(Path target, Map<String, String> marks) {
    try {
      return written(target, marks);
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Something is in the way, or the folder is not for this user to write. */
  static CommandFailedException cannotWrite(Path target, IOException reason) {
    return new CommandFailedException(
        ExitCode.FAILED,
        "Cannot write to "
            + target
            + ": "
            + reason
            + ". Name a folder that this user may write, or remove what is in the way.");
  }

  private List<Path> written(Path target, Map<String, String> marks) throws IOException {
    Map<Path, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      try (InputStream in = resource("templates/" + folder + '/' + file.getKey())) {
        texts.put(
            target.resolve(filled(file.getValue(), marks)),
            filled(new String(in.readAllBytes(), StandardCharsets.UTF_8), marks));
      }
    }
    for (Path file : texts.keySet()) {
      if (Files.exists(file)) {
        throw new CommandFailedException(
            ExitCode.FAILED,
            file + " exists already, and nothing was written. Choose another name.");
      }
    }
    for (Map.Entry<Path, String> file : texts.entrySet()) {
      Files.createDirectories(Objects.requireNonNull(file.getKey().getParent()));
      Files.writeString(file.getKey(), file.getValue(), StandardOpenOption.CREATE_NEW);
    }
    return new ArrayList<>(texts.keySet());
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Template.class.getResourceAsStream(name), name);
  }

  static String filled(String text, Map<String, String> marks) {
    return MARK.matcher(text)
        .replaceAll(
            mark ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(marks.get(mark.group(1)), mark.group(1))));
  }
}
