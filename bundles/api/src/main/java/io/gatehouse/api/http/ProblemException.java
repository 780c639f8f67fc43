package io.gatehouse.api.http;

/** Carries a problem out of code that cannot return one, such as a failed completion stage. */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /** The cause is for the log; the client sees the problem only. */
  public ProblemException(Problem problem, @org.jspecify.annotations.Nullable Throwable cause) {
    // no stack trace of its own: it is a value on a path that is taken under load
    super(problem.code() + ": " + problem.detail(), cause, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
