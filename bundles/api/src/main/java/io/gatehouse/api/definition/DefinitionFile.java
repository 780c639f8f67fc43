package io.gatehouse.api.definition;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of {@code apis/} in its newest version.
 *
 * @param source where it was read: what {@link io.gatehouse.api.watch.ServedContents} gave for the
 *     file; whoever serves it says so there
 * @param fingerprint changes when the content, or anything it refers to, does
 * @param draft of an unparsable file: what could be read of it. Never to be served; there so that
 *     the configuration of its policies and destinations is checked in the same go.
 */
public record DefinitionFile(
    Path file, Path source, String fingerprint, Content content, Optional<ApiDefinition> draft) {

  public DefinitionFile(Path file, Path source, String fingerprint, Content content) {
    this(file, source, fingerprint, content, Optional.empty());
  }

  /** What came of parsing it. */
  public sealed interface Content {
    /** Well-formed. */
    record Parsed(ApiDefinition api) implements Content {}

    /** Not; whatever served before from this file serves on. */
    record Unparsable(List<Finding> findings) implements Content {
      public Unparsable {
        findings = List.copyOf(findings);
      }
    }
  }
}
