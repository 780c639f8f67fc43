package io.gatehouse.deployer;

import io.gatehouse.api.extension.Extension;
import java.util.List;

/** What came of starting a bundle. */
sealed interface StartOutcome {

  /** It runs. */
  record Started(List<Extension> extensions) implements StartOutcome {}

  /** Something it needs is not there yet. */
  record Unmet(List<Complaint> complaints) implements StartOutcome {}

  /** It cannot be started, whatever else is there. */
  record Failed(List<Complaint> complaints) implements StartOutcome {}

  /** It has not started within its time, and its thread may never come back. */
  record Late(Complaint complaint) implements StartOutcome {}
}
