package io.gatehouse.testsupport;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.listener.ClientCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as a listener would hand it over; keeps the response instead of writing it. */
public final class FakeClientCall implements ClientCall {

  private final GatewayRequest request;
  private final ManualEventLoop eventLoop;
  private final long startedNanos = System.nanoTime();
  private Client client = new Client("192.0.2.1", 54321, false);
  private @Nullable EndListener end;
  private @Nullable GatewayResponse response;
  private long bodyLimit = Long.MAX_VALUE;

  public FakeClientCall(GatewayRequest request) {
    this(request, new ManualEventLoop());
  }

  public FakeClientCall(GatewayRequest request, ManualEventLoop eventLoop) {
    this.request = request;
    this.eventLoop = eventLoop;
  }

  public FakeClientCall withClient(Client changed) {
    client = changed;
    return this;
  }

  @Override
  public GatewayRequest request() {
    return request;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public String listener() {
    return "main";
  }

  @Override
  public String protocol() {
    return "HTTP/1.1";
  }

  @Override
  public ManualEventLoop eventLoop() {
    return eventLoop;
  }

  @Override
  public long startedNanos() {
    return startedNanos;
  }

  @Override
  public void limitBody(long bytes) {
    bodyLimit = bytes;
  }

  /** What the engine limited the body to. */
  public long bodyLimit() {
    return bodyLimit;
  }

  @Override
  public void respond(GatewayResponse sent) {
    if (response != null) {
      throw new AssertionError("responded twice: " + response + " and " + sent);
    }
    response = sent;
  }

  @Override
  public void onEnd(EndListener listener) {
    if (end != null) {
      throw new AssertionError("a second end listener");
    }
    end = listener;
  }

  /** The response, if there was one. */
  public Optional<GatewayResponse> response() {
    return Optional.ofNullable(response);
  }

  /** The last byte is written. */
  public void finish(long bytesIn, long bytesOut) {
    tellEnd(true, bytesIn, bytesOut);
  }

  /** The client goes away. */
  public void abort() {
    tellEnd(false, 0, 0);
  }

  private void tellEnd(boolean completed, long bytesIn, long bytesOut) {
    EndListener listener = end;
    if (listener == null) {
      throw new AssertionError("nobody asked to hear of the end");
    }
    end = null;
    listener.ended(completed, bytesIn, bytesOut);
  }
}
