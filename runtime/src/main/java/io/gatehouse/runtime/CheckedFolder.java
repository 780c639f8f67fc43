package io.gatehouse.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code check} reads. It is shown to the gateway through symbolic links in a folder
 * elsewhere: whatever a gateway would write beside it ({@code data log}) is written there and
 * thrown away.
 *
 * @param structured whether it has the folders of an instance, not loose files
 * @param links name in the mirror to the file or folder it stands for
 */
record CheckedFolder(boolean structured, Map<String, Path> links) {

  private static final Set<String> FOLDERS = Set.of("etc", "apis", "policies", "deploy");
  private static final Set<String> WRITTEN = Set.of("data", "log");
  private static final Set<String> SETTINGS = Set.of("gatehouse.yaml", "consumers.yaml");

  private static final Pattern LOOSE_PLACE =
      Pattern.compile("^(?:apis|etc|policies|deploy)/", Pattern.MULTILINE);

  CheckedFolder {
    links = Map.copyOf(links);
  }

  /**
   * A folder with {@code etc apis policies deploy}, of which any may be missing; or one with loose
   * files, which then belong where their names say: definitions to {@code apis}, scripts and their
   * cases to {@code policies}, jars to {@code deploy}.
   *
   * @throws CommandFailedException if there is nothing to check
   */
  static CheckedFolder of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          folder
              + (Files.exists(folder) ? " is a file" : " does not exist")
              + ". Name a folder with etc, apis, policies or deploy in it, or with API"
              + " definitions.");
    }
    List<Path> entries = list(folder);
    boolean structured =
        entries.stream().anyMatch(e -> FOLDERS.contains(name(e)) && Files.isDirectory(e));
    Map<String, Path> links = new TreeMap<>();
    for (Path entry : entries) {
      String place = structured ? structuredPlace(entry) : loosePlace(entry);
      if (!place.isEmpty()) {
        links.put(place, entry);
      }
    }
    if (!structured && links.isEmpty()) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          "There is nothing to check in "
              + folder
              + ": no folder etc, apis, policies or deploy, and no *.yaml file.");
    }
    return new CheckedFolder(structured, links);
  }

  /** Makes the mirror. */
  void mirror(Path base) {
    try {
      Files.createDirectories(base);
      for (Map.Entry<String, Path> link : links.entrySet()) {
        Path at = base.resolve(link.getKey());
        Files.createDirectories(at.getParent());
        Files.createSymbolicLink(at, link.getValue());
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.FAILED, "Cannot prepare the check: " + e.getMessage());
    }
  }

  /** The report in terms of the folder that was named: loose files have no folder in front. */
  String inOwnTerms(String report) {
    return structured ? report : LOOSE_PLACE.matcher(report).replaceAll("");
  }

  private static String structuredPlace(Path entry) {
    return WRITTEN.contains(name(entry)) ? "" : name(entry);
  }

  private static String loosePlace(Path entry) {
    String name = name(entry);
    if (name.startsWith(".")) {
      return "";
    }
    if (SETTINGS.contains(name)) {
      return "etc/" + name;
    }
    if (name.endsWith(".test.yaml")) {
      return "policies/" + name;
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "yaml", "yml" -> "apis/" + name;
      case "js", "mjs" -> "policies/" + name;
      case "jar" -> "deploy/" + name;
      default -> "";
    };
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.toAbsolutePath().normalize()).toList();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.FAILED, "Cannot read " + folder + ": " + e.getMessage());
    }
  }
}
