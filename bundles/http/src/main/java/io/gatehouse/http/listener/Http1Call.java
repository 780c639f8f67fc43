package io.gatehouse.http.listener;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.http.GatewayResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/** One request of an HTTP/1 connection. */
final class Http1Call extends ListenerCall {

  private final ClientConnection connection;
  private final boolean http11;
  private boolean keepAlive;

  /** A request that was let in. */
  Http1Call(
      ClientConnection connection,
      Client client,
      HttpRequest head,
      long startedNanos,
      RequestFields fields) {
    super(
        connection.listener(),
        connection.loop(),
        client,
        startedNanos,
        new Content(fields.announcesContent(), fields.contentLength(), fields.expectsContinue()));
    this.connection = connection;
    http11 = head.protocolVersion().minorVersion() != 0;
    keepAlive = fields.keepAlive();
  }

  /** A request that was not: its connection ends with it. */
  Http1Call(ClientConnection connection, Client client, long startedNanos) {
    super(connection.listener(), connection.loop(), client, startedNanos, Content.NONE);
    this.connection = connection;
    http11 = true;
  }

  @Override
  public String protocol() {
    return http11 ? "HTTP/1.1" : "HTTP/1.0";
  }

  boolean http11() {
    return http11;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  /** The connection does not outlive this call. */
  void lastOnConnection() {
    keepAlive = false;
  }

  void content(HttpContent piece) {
    if (piece.decoderResult().isFailure()) {
      piece.release();
      fail(Faults.badRequest("the framing of the body is not valid"));
      return;
    }
    content(piece.content());
    if (piece instanceof LastHttpContent last) {
      contentComplete(TrailerFields.passed(last.trailingHeaders()));
    }
  }

  @Override
  void contentFailed() {
    keepAlive = false;
  }

  @Override
  void writeContinue() {
    if (!connection.holdsBytes()) {
      connection.writer().writeContinue();
    }
  }

  @Override
  void contentWanted() {
    connection.contentWanted();
  }

  @Override
  void write(GatewayResponse response) {
    if (leavesContentUnread()) {
      keepAlive = false;
    }
    connection.writer().write(this, response);
  }

  @Override
  void cancelResponse() {
    connection.writer().cancel();
  }

  @Override
  void ended(boolean sentToItsEnd) {
    connection.ended(sentToItsEnd, keepAlive);
  }
}
