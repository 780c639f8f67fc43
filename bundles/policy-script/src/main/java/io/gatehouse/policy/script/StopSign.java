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

  StopSign() {}

  @HostAccess.Export
  public boolean isUp() {
    return up;
  }

  void raise() {
    up = true;
  }
}
