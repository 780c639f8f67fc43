package io.gatehouse.testsupport;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;

/**
 * Requests for tests: {@code RequestBuilder.get("/orders/42?full=1").header("accept", "*}{@code
 * /*")}.
 */
public final class RequestBuilder {

  private final String method;
  private final String target;
  private final Headers headers = Headers.create();
  private String scheme = "http";
  private String authority = "api.example.com";
  private Body body = Body.empty();

  private RequestBuilder(String method, String target) {
    this.method = method;
    this.target = target;
  }

  /** The target is path and query as they stand in a request line. */
  public static RequestBuilder of(String method, String target) {
    return new RequestBuilder(method, target);
  }

  public static RequestBuilder get(String target) {
    return of("GET", target);
  }

  public static RequestBuilder post(String target, String content) {
    return of("POST", target).body(Body.of(content));
  }

  /** A plain {@code GET /}. */
  public static GatewayRequest any() {
    return get("/").build();
  }

  /** Adds a field line. */
  public RequestBuilder header(String name, String value) {
    headers.add(name, value);
    return this;
  }

  public RequestBuilder authority(String changed) {
    authority = changed;
    return this;
  }

  public RequestBuilder scheme(String changed) {
    scheme = changed;
    return this;
  }

  public RequestBuilder body(Body changed) {
    body = changed;
    return this;
  }

  public GatewayRequest build() {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return new GatewayRequest(method, scheme, authority, path, query, headers, body);
  }
}
