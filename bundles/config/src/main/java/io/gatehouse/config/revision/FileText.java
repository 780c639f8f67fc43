package io.gatehouse.config.revision;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.Patch;
import io.gatehouse.api.revision.FileDifference;
import io.gatehouse.api.revision.RevisionSummary.FileChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file on one side of a comparison.
 *
 * @param label of the side
 * @param content null where there is no such file, or it is not kept any more
 */
record FileText(String label, @Nullable Path content) {

  /** The comparison takes time that grows with the lines times the differences. */
  private static final int MOST_LINES = 5_000;

  private static final int LARGEST = 1 << 20;
  private static final int CONTEXT = 3;
  private static final int HEADER = 2;

  FileDifference differenceTo(FileText other, FileChange change) {
    Optional<List<String>> before = lines();
    Optional<List<String>> after = other.lines();
    if (before.isEmpty() || after.isEmpty()) {
      return new FileDifference(
          change.file(), change.kind(), List.of(), described() + " against " + other.described());
    }
    if (before.equals(after)) {
      return new FileDifference(
          change.file(), change.kind(), List.of(), "only the ends of lines are different");
    }
    Patch<String> patch =
        DiffUtils.diff(before.get(), after.get(), new MyersDiffWithLinearSpace<String>());
    List<String> unified =
        UnifiedDiffUtils.generateUnifiedDiff(
            change.file() + '\t' + label,
            change.file() + '\t' + other.label(),
            before.get(),
            patch,
            CONTEXT);
    return new FileDifference(change.file(), change.kind(), removedFirst(unified), "");
  }

  /** As readers expect it: of lines that were replaced, first the old ones. */
  private static List<String> removedFirst(List<String> unified) {
    List<String> ordered = new ArrayList<>(unified.subList(0, Math.min(HEADER, unified.size())));
    List<String> added = new ArrayList<>();
    for (String line : unified.subList(ordered.size(), unified.size())) {
      if (line.startsWith("+")) {
        added.add(line);
      } else {
        if (!line.startsWith("-")) {
          ordered.addAll(added);
          added.clear();
        }
        ordered.add(line);
      }
    }
    ordered.addAll(added);
    return ordered;
  }

  private Optional<List<String>> lines() {
    if (content == null) {
      return Optional.of(List.of());
    }
    try {
      if (Files.size(content) > LARGEST) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(content);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      List<String> lines = text.lines().toList();
      return text.indexOf('\0') < 0 && lines.size() <= MOST_LINES
          ? Optional.of(lines)
          : Optional.empty();
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private String described() {
    if (content == null) {
      return "nothing " + label;
    }
    try {
      return Files.size(content) + " bytes " + label;
    } catch (IOException gone) {
      return "what cannot be read any more " + label;
    }
  }
}
