package io.gatehouse.runtime;

/** How a command ended. Public contract: documented in the README. */
final class ExitCode {

  static final int OK = 0;

  /** {@code check} has findings, or the command could not do its work. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The gateway could not start, or stopped by itself. */
  static final int START_FAILED = 3;

  static final int NOT_RUNNING = 4;

  static final int ALREADY_RUNNING = 5;

  /** The gateway had to be ended before everything in it had stopped. */
  static final int STOPPED_HARD = 6;

  private ExitCode() {}
}
