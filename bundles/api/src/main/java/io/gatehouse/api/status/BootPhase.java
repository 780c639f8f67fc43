package io.gatehouse.api.status;

/**
 * A marker service: a part of what lay in the folders at start has been taken or refused. Which
 * part is its property {@value #PHASE}.
 */
public interface BootPhase {

  String PHASE = "phase";

  /** {@code deploy/} is done; definitions wait for this, so that the first revision is complete. */
  String BUNDLES = "bundles";

  /** {@code policies/} is done. */
  String SCRIPTS = "scripts";

  /** {@code etc/} and {@code apis/} are done. */
  String DEFINITIONS = "definitions";
}
