package io.gatehouse.http.listener;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.http.ChannelBody;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/1 connection and the way back for its response. */
final class Http1Call implements ClientCall, ChannelBody.Source {

  /** What is left of an unread body that is worth reading for the sake of the connection. */
  private static final long CHEAP = 64 * 1024;

  /** Fields that say how to handle a message: meaningless, or a trap, after its end. */
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "accept-encoding",
          "age",
          "cache-control",
          "cookie",
          "expires",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "vary",
          "warning",
          "www-authenticate",
          "x-api-key");

  private final ClientConnection connection;
  private final Client client;
  private final boolean http11;
  private final long startedNanos;
  private final long declared;
  private @Nullable GatewayRequest request;
  private @Nullable ChannelBody body;
  private @Nullable EndListener end;
  private boolean expectsContinue;
  private boolean keepAlive;
  private boolean complete;
  private boolean failed;
  private boolean abandoned;
  private boolean answered;
  private boolean over;
  private boolean completed;
  private long limit = Long.MAX_VALUE;
  private long received;
  private long sent;

  /** A request that was let in. */
  Http1Call(
      ClientConnection connection,
      Client client,
      HttpRequest head,
      long startedNanos,
      RequestFields fields) {
    this.connection = connection;
    this.client = client;
    this.startedNanos = startedNanos;
    http11 = head.protocolVersion().minorVersion() != 0;
    keepAlive = fields.keepAlive();
    expectsContinue = fields.expectsContinue();
    declared = fields.contentLength();
    if (fields.announcesContent()) {
      body = new ChannelBody(connection.loop().nettyLoop(), declared, this);
    }
  }

  /** A request that was not: its connection ends with it. */
  Http1Call(ClientConnection connection, Client client, long startedNanos) {
    this.connection = connection;
    this.client = client;
    this.startedNanos = startedNanos;
    http11 = true;
    declared = -1;
  }

  /** Completes the call with the request, which gets its content from here. */
  void open(GatewayRequest canonical) {
    ChannelBody content = body;
    request = content == null ? canonical : canonical.withBody(content);
  }

  @Override
  public GatewayRequest request() {
    return Objects.requireNonNull(request);
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public String listener() {
    return connection.listener().definition().name();
  }

  @Override
  public String protocol() {
    return http11 ? "HTTP/1.1" : "HTTP/1.0";
  }

  @Override
  public EventLoop eventLoop() {
    return connection.loop().loop();
  }

  @Override
  public long startedNanos() {
    return startedNanos;
  }

  boolean http11() {
    return http11;
  }

  boolean wantsHeadOnly() {
    return request().method().equals("HEAD");
  }

  boolean keepAlive() {
    return keepAlive;
  }

  /** The connection does not outlive this call. */
  void lastOnConnection() {
    keepAlive = false;
  }

  long sent() {
    return sent;
  }

  void sent(int bytes) {
    sent += bytes;
  }

  // the request's content

  boolean wantsContent() {
    ChannelBody content = body;
    return content != null && content.wanted() && !(abandoned && remaining() > CHEAP);
  }

  private long remaining() {
    return complete ? 0 : declared < 0 ? Long.MAX_VALUE : declared - received;
  }

  void content(HttpContent piece) {
    ChannelBody content = body;
    if (content == null || failed || piece.decoderResult().isFailure()) {
      boolean broken = piece.decoderResult().isFailure();
      piece.release();
      if (broken) {
        fail(Faults.badRequest("the framing of the body is not valid"));
      }
      return;
    }
    int length = piece.content().readableBytes();
    received += length;
    if (received > limit) {
      piece.release();
      fail(Faults.bodyTooLarge(limit));
      return;
    }
    if (length > 0) {
      content.offer(piece.content());
    } else {
      piece.release();
    }
    if (piece instanceof LastHttpContent last) {
      complete = true;
      content.complete(trailers(last.trailingHeaders()));
    }
  }

  private static Headers trailers(HttpHeaders lines) {
    Headers passed = Headers.create();
    if (!lines.isEmpty()) {
      lines.forEach(
          line -> {
            String name = line.getKey();
            if (FieldKind.of(name) == FieldKind.PLAIN
                && name.indexOf('_') < 0
                && !name.regionMatches(true, 0, "content-", 0, 8)
                && !name.regionMatches(true, 0, "if-", 0, 3)
                && !NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT))) {
              passed.add(name, line.getValue());
            }
          });
    }
    return passed;
  }

  void readComplete() {
    ChannelBody content = body;
    if (content != null) {
      content.readComplete();
    }
  }

  /** The rest of the content will not come, or must not. */
  void fail(Problem problem) {
    keepAlive = false;
    failed = true;
    ChannelBody content = body;
    if (content != null) {
      content.fail(new ProblemException(problem));
    }
  }

  @Override
  public void limitBody(long bytes) {
    limit = bytes;
    if (body != null && !failed && Math.max(declared, received) > bytes) {
      fail(Faults.bodyTooLarge(bytes));
    }
  }

  @Override
  public void resume() {
    if (withheld() && !answered && !connection.holdsBytes()) {
      connection.writer().writeContinue();
    }
    expectsContinue = false;
    connection.contentWanted();
  }

  @Override
  public void abandoned() {
    abandoned = true;
    if (wantsContent() && !withheld()) {
      connection.contentWanted();
    }
  }

  /** Whether the client waits for a word from us before it sends its content. */
  private boolean withheld() {
    return expectsContinue && received == 0;
  }

  // the response

  @Override
  public void respond(GatewayResponse response) {
    if (!eventLoop().inEventLoop()) {
      eventLoop().execute(() -> respond(response));
    } else if (over || answered) {
      ResponseWriter.discard(response.body());
    } else {
      answered = true;
      if (body != null && (withheld() || remaining() > CHEAP)) {
        keepAlive = false;
      }
      connection.writer().write(this, response);
    }
  }

  @Override
  public void onEnd(EndListener listener) {
    end = listener;
    if (over) {
      listener.ended(completed, received, sent);
    }
  }

  /** The client has gone away. */
  void gone() {
    fail(Faults.clientGone());
    connection.writer().cancel();
    end(false);
  }

  /** The response was sent, or will not be. */
  void end(boolean sentToItsEnd) {
    if (over) {
      return;
    }
    over = true;
    completed = sentToItsEnd;
    ChannelBody content = body;
    if (content != null) {
      if (!content.settled()) {
        content.fail(new ProblemException(Faults.badRequest("answered before the body's end")));
      }
      content.discard();
    }
    EndListener listener = end;
    try {
      if (listener != null) {
        listener.ended(completed, received, sent);
      }
    } finally {
      connection.ended(completed, keepAlive);
    }
  }
}
