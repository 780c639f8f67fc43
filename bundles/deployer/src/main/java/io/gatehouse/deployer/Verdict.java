package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import java.util.List;

/** What is known of a file's fitness to serve. */
sealed interface Verdict {

  /** Nothing speaks against it. */
  enum Open implements Verdict {
    OPEN
  }

  /**
   * Something it needs is not there.
   *
   * @param triedAt the generation of bundles that it was tried with
   */
  record Waiting(List<Finding> findings, long triedAt) implements Verdict {
    public Waiting {
      findings = List.copyOf(findings);
    }
  }

  /**
   * It cannot serve.
   *
   * @param triedAt the generation of bundles that it was tried with; {@link #FOR_GOOD} where no
   *     other bundle can help
   */
  record Refused(List<Finding> findings, long triedAt) implements Verdict {

    static final long FOR_GOOD = Long.MAX_VALUE;

    public Refused {
      findings = List.copyOf(findings);
    }
  }

  default List<Finding> reasons() {
    return switch (this) {
      case Open open -> List.of();
      case Waiting waiting -> waiting.findings();
      case Refused refused -> refused.findings();
    };
  }

  /** Whether it is worth a try with this generation of bundles. */
  default boolean eligible(long generation) {
    return switch (this) {
      case Open open -> true;
      case Waiting waiting -> waiting.triedAt() < generation;
      case Refused refused -> refused.triedAt() < generation;
    };
  }
}
