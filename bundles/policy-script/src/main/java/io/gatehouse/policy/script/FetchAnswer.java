package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** What came of a fetch, as the JavaScript side of the script API sees it. */
public final class FetchAnswer {

  private final @Nullable Problem problem;
  private final int status;
  private final HostFields fields;
  private final Body body;

  private FetchAnswer(@Nullable Problem problem, GatewayResponse response) {
    this.problem = problem;
    this.status = response.status();
    this.fields = new HostFields(response.headers());
    this.body = response.body();
  }

  /** An answer whose content is in memory. */
  static FetchAnswer of(GatewayResponse response) {
    return new FetchAnswer(null, response);
  }

  /** There is no answer. */
  static FetchAnswer failed(Problem problem) {
    return new FetchAnswer(problem, GatewayResponse.of(problem.status()));
  }

  /** The code of what went wrong; null where there is an answer. */
  @HostAccess.Export
  public @Nullable String code() {
    return problem == null ? null : problem.code();
  }

  /** What went wrong, in words. */
  @HostAccess.Export
  public String reason() {
    if (problem == null) {
      return "";
    }
    return problem.detail().isEmpty() ? problem.title() : problem.title() + ": " + problem.detail();
  }

  @HostAccess.Export
  public int status() {
    return status;
  }

  @HostAccess.Export
  public HostFields headers() {
    return fields;
  }

  @HostAccess.Export
  public String bodyText() {
    return HostContent.text(body);
  }

  @HostAccess.Export
  public int bodyLength() {
    return HostContent.length(body);
  }

  /** Copies the content into an ArrayBuffer of its length. */
  @HostAccess.Export
  public void readBody(Value buffer) {
    HostContent.copy(body, buffer);
  }

  @Nullable Problem problem() {
    return problem;
  }

  Body body() {
    return body;
  }
}
