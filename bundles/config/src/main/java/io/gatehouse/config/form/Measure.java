package io.gatehouse.config.form;

/** What came of reading a text as a value. */
public sealed interface Measure<T> {

  /** It is one. */
  record Read<T>(T value) implements Measure<T> {}

  /** It is not. */
  record Refused<T>(Complaint complaint) implements Measure<T> {}

  static <T> Measure<T> of(T value) {
    return new Read<>(value);
  }

  static <T> Measure<T> refused(String problem, String remedy) {
    return new Refused<>(new Complaint(problem, remedy));
  }
}
