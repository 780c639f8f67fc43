package io.gatehouse.api.definition;

import java.nio.file.Path;
import java.util.List;

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

    /** Not; whatever served before from this file serves on. */
    record Unparsable(List<Finding> findings) implements Content {
      public Unparsable {
        findings = List.copyOf(findings);
      }
    }
  }
}
