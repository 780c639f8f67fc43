package io.gatehouse.api.definition;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of {@code apis/} in its newest version.
 *
 * @param fingerprint changes when the content, or anything it refers to, does
 */
public record DefinitionFile(Path file, String fingerprint, Content content) {

  /** What came of parsing it. */
  public sealed interface Content {
    /** Well-formed. */
    record Parsed(ApiDefinition api) implements Content {}

    /**
     * Not; whatever served before from this file serves on.
     *
     * @param draft what could be read of it, never to be served: there so that the configuration of
     *     its policies and destinations is checked in the same go
     */
    record Unparsable(List<Finding> findings, Optional<ApiDefinition> draft) implements Content {
      public Unparsable {
        findings = List.copyOf(findings);
      }

      public Unparsable(List<Finding> findings) {
        this(findings, Optional.empty());
      }
    }
  }
}
