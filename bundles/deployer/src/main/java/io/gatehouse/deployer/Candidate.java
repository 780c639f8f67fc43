package io.gatehouse.deployer;

import java.nio.file.Path;
import java.util.Comparator;
import org.osgi.framework.Version;

/**
 * A bundle that lies in {@code deploy/}.
 *
 * @param file what the operator dropped
 * @param content where it was read: the file, or what is kept of it
 * @param copy of it, so that the operator may overwrite the file while the bundle runs
 * @param fingerprint of its content
 */
record Candidate(
    Path file, Path content, String symbolicName, Version version, Path copy, String fingerprint) {

  /** The last one serves: the highest version, of equal ones the last by file name. */
  static final Comparator<Candidate> PRECEDENCE =
      Comparator.comparing(Candidate::version)
          .thenComparing(candidate -> candidate.file().getFileName().toString());

  boolean sameContentAs(Candidate other) {
    return symbolicName.equals(other.symbolicName) && fingerprint.equals(other.fingerprint);
  }
}
