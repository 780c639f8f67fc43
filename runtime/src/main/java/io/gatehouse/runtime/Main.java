package io.gatehouse.runtime;

/** Where it all begins. */
public final class Main {

  private Main() {}

  /** Runs one command and exits with its {@link ExitCode}. */
  public static void main(String[] args) {
    System.exit(CommandLineTool.create(Surroundings.ofProcess()).execute(args));
  }
}
