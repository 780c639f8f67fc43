package io.gatehouse.config.revision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A revision that was rolled back to, and how the files in the folders stood then: once one of them
 * stands differently it has been edited.
 *
 * @param revision that serves whatever lies in the folders
 * @param stamps how each file stood, by name
 */
record Pin(long revision, SortedMap<String, String> stamps) {

  private static final Logger log = LoggerFactory.getLogger(Pin.class);
  private static final Pattern HEAD = Pattern.compile("# revision ([0-9]{1,18})");
  private static final String GAP = "  ";

  Pin {
    stamps = Collections.unmodifiableSortedMap(new TreeMap<>(stamps));
  }

  /** Whether files stand as they did; in a copy out of an archive they have whole seconds. */
  boolean isOf(SortedMap<String, String> now) {
    return now.keySet().equals(stamps.keySet())
        && now.entrySet().stream()
            .allMatch(file -> isSame(file.getValue(), stamps.getOrDefault(file.getKey(), "")));
  }

  private static boolean isSame(String now, String then) {
    int whole = now.lastIndexOf('.') + 1;
    return now.equals(then) || (now.endsWith(".0") && then.startsWith(now.substring(0, whole)));
  }

  private static Path file(Path folder) {
    return folder.resolve("pinned");
  }

  void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder(32 + stamps.size() * 48);
    text.append("# revision ").append(revision).append('\n');
    stamps.forEach((name, stamp) -> text.append(stamp).append(GAP).append(name).append('\n'));
    RevisionFiles.writeWhole(file(folder), text.toString());
  }

  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(file(folder));
  }

  /** The one that was written and not removed; empty where it is not whole. */
  static Optional<Pin> read(Path folder) {
    try {
      List<String> lines = Files.readAllLines(file(folder));
      Matcher head = HEAD.matcher(lines.isEmpty() ? "" : lines.getFirst());
      if (head.matches()) {
        SortedMap<String, String> stamps = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
          int gap = line.indexOf(GAP);
          if (gap > 0) {
            stamps.put(line.substring(gap + GAP.length()), line.substring(0, gap));
          }
        }
        return Optional.of(new Pin(Long.parseLong(head.group(1)), stamps));
      }
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("A rollback cannot be read");
    }
    log.atWarn()
        .addKeyValue("file", file(folder))
        .log("A rollback cannot be read and is over: what lies in the folders is taken");
    return Optional.empty();
  }
}
