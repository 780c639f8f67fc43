package io.gatehouse.deployer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of {@code deploy/} and what is known of it.
 *
 * @param candidate empty where the file is no usable bundle
 */
record Entry(Path file, Optional<Candidate> candidate, Verdict verdict) {

  Entry with(Verdict changed) {
    return new Entry(file, candidate, changed);
  }
}
