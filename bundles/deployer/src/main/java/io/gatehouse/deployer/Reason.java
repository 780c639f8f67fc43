package io.gatehouse.deployer;

/** Why something failed, in one line for an operator. */
final class Reason {

  private static final int LONGEST = 300;
  private static final String CAUSED_BY = "Caused by: ";

  private Reason() {}

  /** The root cause: what wraps it says only where it passed by. */
  static String of(Throwable failure) {
    return oneLine(root(failure).toString());
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root;
  }

  /** What the root cause says, where that was meant for operators. */
  static String messageOf(Throwable failure) {
    Throwable root = root(failure);
    return oneLine(root.getMessage() == null ? root.toString() : root.getMessage());
  }

  /** The root cause in a printed stack trace. */
  static String ofTrace(String trace) {
    String reason = "";
    for (String line : trace.lines().toList()) {
      if (reason.isEmpty() && !line.isBlank()) {
        reason = line;
      } else if (line.startsWith(CAUSED_BY)) {
        reason = line.substring(CAUSED_BY.length());
      }
    }
    return oneLine(reason);
  }

  private static String oneLine(String text) {
    String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
