package io.gatehouse.config.stray;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.watch.DropFolders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells of files that nothing reads, most often for their name: who misspells it would otherwise
 * wait for an effect that never comes. Confined to the control thread.
 */
public final class StrayFiles {

  private static final Set<String> ANY = Set.of("");
  private static final int MOST = 1000;
  private static final int DEEPEST = 4;
  private static final int LARGEST = 1 << 20;

  /** Being copied, set aside on purpose, or for people. */
  private static final Pattern LEFT_ALONE =
      Pattern.compile(
          "[.#].*|.*~|readme.*|licen[cs]e.*|notice.*|.*\\.(?:md|error|tmp|temp|part|partial|filepart"
              + "|crdownload|sw[opx]|bak|orig|disabled"
              + "|dpkg-(?:old|new|dist|tmp)|rpm(?:new|orig|save))",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> OF_THE_INSTALLATION =
      Set.of(
          "bin",
          "lib",
          "system",
          "data",
          "log",
          "docs",
          "schema",
          "demo",
          "polyglot",
          "etc",
          "apis",
          "policies",
          "deploy");
  private static final Set<String> FOLDERS = Set.of("etc", "apis", "policies", "deploy");
  private static final Set<String> SETTINGS = Set.of("gatehouse.yaml", "consumers.yaml");
  private static final Set<String> NOT_SCRIPTS =
      Set.of("lib", "node_modules", "test", "tests", "types");
  private static final Pattern DEFINITION =
      Pattern.compile("^[ {]*[\"']?(?:api|routes|upstreams)[\"']? *:", Pattern.MULTILINE);

  private final DropFolders folders;
  private Map<Path, List<Finding>> told = Map.of();

  public StrayFiles(DropFolders folders) {
    this.folders = folders;
  }

  /** Looks now and whenever something changes. */
  public List<Runnable> watch() {
    List<Runnable> watches = new ArrayList<>();
    for (ReadFolder folder : ReadFolder.values()) {
      watches.add(
          folders.watch(
              Path.of(folder.folder()),
              ANY,
              (present, gone) -> {
                if (mayTell(folder, present, gone)) {
                  look();
                }
              }));
    }
    look();
    return watches;
  }

  /** Files that are read come and go all the time, and there may be thousands. */
  private boolean mayTell(ReadFolder folder, Set<Path> present, Set<Path> gone) {
    return !told.isEmpty()
        || present.stream().anyMatch(file -> !folder.expects(name(file)))
        || gone.stream().anyMatch(Files::isSymbolicLink);
  }

  private void look() {
    Map<Path, List<Finding>> found = new TreeMap<>();
    for (Path entry : list(folders.base())) {
      inBase(entry, found);
    }
    for (ReadFolder folder : ReadFolder.values()) {
      for (Path entry : list(folders.base().resolve(folder.folder()))) {
        inFolder(folder, entry, found);
      }
    }
    if (!found.isEmpty()) {
      String documents = documents(found.keySet());
      found
          .values()
          .forEach(findings -> findings.removeIf(f -> documents.contains(name(fileOf(f)))));
      found.values().removeIf(List::isEmpty);
    }
    Set<Path> changed = new HashSet<>(told.keySet());
    changed.addAll(found.keySet());
    Map<Path, List<Finding>> before = told;
    told = found;
    for (Path file : changed) {
      List<Finding> now = found.getOrDefault(file, List.of());
      if (!now.equals(before.getOrDefault(file, List.of()))) {
        folders.report(file, now);
      }
    }
  }

  /**
   * Beside the folders: one with a name that is nearly one of theirs, or a file that belongs in.
   */
  private void inBase(Path entry, Map<Path, List<Finding>> found) {
    String name = name(entry);
    if (SETTINGS.contains(name) && Files.isRegularFile(entry)) {
      add(found, entry, entry, "the file is not read here", "Move it to etc/.");
      return;
    }
    if (name.length() < 3 || OF_THE_INSTALLATION.contains(name) || !Files.isDirectory(entry)) {
      return;
    }
    NearestName.of(name, FOLDERS)
        .filter(meant -> name.length() > 3 || meant.startsWith(name))
        .filter(meant -> holdsWhatBelongsTo(meant, entry))
        .ifPresent(
            meant ->
                add(
                    found,
                    entry,
                    entry,
                    "the folder is not read",
                    "Rename it to " + meant + ", or move its files to " + meant + "/."));
  }

  private static boolean holdsWhatBelongsTo(String meant, Path folder) {
    return Stream.of(ReadFolder.values())
        .filter(f -> f.folder().equals(meant))
        .anyMatch(f -> list(folder).stream().anyMatch(file -> f.hasSuffix(name(file))));
  }

  private void inFolder(ReadFolder folder, Path entry, Map<Path, List<Finding>> found) {
    String name = name(entry);
    if (LEFT_ALONE.matcher(name).matches()) {
      return;
    }
    if (Files.isDirectory(entry)) {
      below(folder, entry, found);
    } else if (!folder.expects(name)) {
      add(found, entry, entry, "the file is not read: " + folder.read(), folder.remedy(name));
    } else if (folder.hasSuffix(name) && !Files.exists(entry)) {
      add(found, entry, entry, "the link leads to no file", "Let it lead to one, or remove it.");
    }
  }

  /** Folders below may hold what definitions refer to, but nothing that is read by itself. */
  private void below(ReadFolder folder, Path sub, Map<Path, List<Finding>> found) {
    if (folder == ReadFolder.ETC
        || (folder == ReadFolder.POLICIES && NOT_SCRIPTS.contains(name(sub)))) {
      return;
    }
    try (Stream<Path> files = Files.walk(sub, DEEPEST)) {
      files
          .limit(MOST)
          .filter(file -> folder.hasSuffix(name(file)) && !LEFT_ALONE.matcher(name(file)).matches())
          .filter(file -> folder != ReadFolder.APIS || DEFINITION.matcher(text(file)).find())
          .sorted()
          .forEach(
              file ->
                  add(
                      found,
                      sub,
                      file,
                      "the file is not read: folders below "
                          + folder.folder()
                          + "/ are not looked at",
                      "Move it to " + folder.folder() + "/."));
    } catch (IOException | UncheckedIOException unlisted) {
      add(found, sub, sub, "the folder cannot be read", "Let the gateway's user read it.");
    }
  }

  private void add(
      Map<Path, List<Finding>> found, Path reported, Path at, String problem, String remedy) {
    found
        .computeIfAbsent(reported, file -> new ArrayList<>())
        .add(new Finding(Place.of(folders.display(at)), problem, remedy));
  }

  private static Path fileOf(Finding finding) {
    return Path.of(finding.place().file());
  }

  /** What is read, to find in it the names of files that it refers to. */
  private String documents(Set<Path> found) {
    StringBuilder all = new StringBuilder();
    for (String folder : List.of("apis", "etc")) {
      for (Path file : list(folders.base().resolve(folder), Long.MAX_VALUE)) {
        if (ReadFolder.APIS.hasSuffix(name(file)) && !found.contains(file)) {
          all.append(text(file)).append('\n');
        }
      }
    }
    return all.toString();
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static List<Path> list(Path folder) {
    return list(folder, MOST);
  }

  private static List<Path> list(Path folder, long most) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.limit(most).sorted().toList();
    } catch (IOException | UncheckedIOException unlisted) {
      return List.of();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
