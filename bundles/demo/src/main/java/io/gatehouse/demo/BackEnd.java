package io.gatehouse.demo;

/** What a back end answers. Thread-safe. */
@FunctionalInterface
interface BackEnd {

  Answer answer(Call call);

  /**
   * A request.
   *
   * @param path without the query
   */
  record Call(String method, String path, String body) {}

  /** A response. */
  record Answer(int status, String contentType, String body) {

    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body);
    }

    static Answer notFound() {
      return json(404, "{\"error\":\"not found\"}");
    }
  }
}
