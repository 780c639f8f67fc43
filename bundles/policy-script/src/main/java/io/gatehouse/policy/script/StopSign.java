package io.gatehouse.policy.script;

import org.graalvm.polyglot.HostAccess;

/**
 * Tells a script that it is to end. The engine's interrupt gets lost where the stack ends while the
 * engine acts on it; scripts that go on from there meet the sign instead, at the beginning of every
 * {@code catch} and {@code finally} block (see {@link StackGuard}). Once up it stays up. Raised by
 * any thread.
 */
public final class StopSign {

  private volatile boolean up;
  private volatile boolean met;

  StopSign() {}

  @HostAccess.Export
  public boolean isUp() {
    if (up) {
      met = true;
    }
    return up;
  }

  /** Whether the script came upon it while it was up, and is on its way out. */
  boolean isMet() {
    return met;
  }

  void raise() {
    up = true;
  }
}
