package io.gatehouse.admin;

import java.util.HashMap;
import java.util.Map;

/** What the endpoint answers. */
record Answer(int status, String contentType, String body, Map<String, String> headers) {

  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROBLEM = "application/problem+json";

  static Answer ok(String contentType, String body) {
    return new Answer(200, contentType, body, Map.of());
  }

  static Answer problem(int status, String code, String title, String detail) {
    return new Answer(
        status, PROBLEM, new StatusJson().problem(status, code, title, detail), Map.of());
  }

  static Answer notUnderstood(NotUnderstoodException e) {
    return problem(
        400, "QUESTION_NOT_UNDERSTOOD", "Question not understood", String.valueOf(e.getMessage()));
  }

  /** What was asked for has begun and is not done. */
  Answer accepted() {
    return new Answer(202, contentType, body, headers);
  }

  Answer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, Map.copyOf(more));
  }
}
