package io.gatehouse.testsupport;

import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.http.FailureOrigin;
import java.util.Optional;

/** Records of finished exchanges for tests; a plain success unless told otherwise. */
public final class RecordBuilder {

  private String id = "test-0001";
  private long epochMillis = 1_767_225_600_123L;
  private long durationNanos = 1_234_567;
  private long upstreamNanos = 1_000_000;
  private String api = "orders";
  private String route = "get-order";
  private String consumer = "";
  private String clientAddress = "192.0.2.1";
  private String method = "GET";
  private String authority = "api.example.com";
  private String path = "/orders/42";
  private int status = 200;
  private long bytesIn;
  private long bytesOut = 1024;
  private int retries;
  private String failure = "";
  private Optional<FailureOrigin> origin = Optional.empty();
  private boolean completed = true;
  private String userAgent = "test/1.0";

  public RecordBuilder id(String changed) {
    id = changed;
    return this;
  }

  public RecordBuilder at(long changedEpochMillis) {
    epochMillis = changedEpochMillis;
    return this;
  }

  public RecordBuilder took(long nanos, long ofWhichUpstream) {
    durationNanos = nanos;
    upstreamNanos = ofWhichUpstream;
    return this;
  }

  public RecordBuilder route(String changedApi, String changedRoute) {
    api = changedApi;
    route = changedRoute;
    return this;
  }

  public RecordBuilder consumer(String changed) {
    consumer = changed;
    return this;
  }

  public RecordBuilder client(String address) {
    clientAddress = address;
    return this;
  }

  public RecordBuilder method(String changed) {
    method = changed;
    return this;
  }

  public RecordBuilder authority(String changed) {
    authority = changed;
    return this;
  }

  public RecordBuilder path(String changed) {
    path = changed;
    return this;
  }

  public RecordBuilder status(int changed) {
    status = changed;
    return this;
  }

  public RecordBuilder bytes(long in, long out) {
    bytesIn = in;
    bytesOut = out;
    return this;
  }

  public RecordBuilder failed(String code, FailureOrigin by) {
    failure = code;
    origin = Optional.of(by);
    return this;
  }

  public RecordBuilder retries(int changed) {
    retries = changed;
    return this;
  }

  public RecordBuilder aborted() {
    completed = false;
    return this;
  }

  public RecordBuilder userAgent(String changed) {
    userAgent = changed;
    return this;
  }

  public ExchangeRecord build() {
    boolean asked = upstreamNanos > 0;
    return new ExchangeRecord(
        id,
        "0af7651916cd43dd8448eb211c80319c",
        epochMillis,
        durationNanos,
        upstreamNanos,
        "main",
        clientAddress,
        api,
        route,
        consumer,
        method,
        authority,
        path,
        "HTTP/1.1",
        status,
        bytesIn,
        bytesOut,
        asked ? "orders" : "",
        asked ? "10.0.0.5:8080" : "",
        retries,
        failure,
        origin,
        completed,
        userAgent);
  }
}
