package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.http.ChannelBody;
import io.gatehouse.http.NettyHeaders;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on one connection. Confined to the event loop. It ends once: with a
 * complete response, with a failure, or because the exchange is over; the connection is idle or
 * closed before anybody is told.
 */
final class Transfer implements ChannelBody.Source {

  private static final int MAX_INTERIM_RESPONSES = 16;

  /** Reading this much is cheaper than making a new connection. */
  private static final long WORTH_DRAINING = 64 * 1024;

  private static final Headers NO_TRAILERS = new NettyHeaders(EmptyHttpHeaders.INSTANCE);

  private final Call call;
  private final UpstreamConnection connection;
  private @Nullable Upload upload;
  private @Nullable ResponseHead head;
  private @Nullable GatewayResponse withoutContent;
  private @Nullable ChannelBody body;
  private int interims;
  private boolean over;

  Transfer(Call call, UpstreamConnection connection) {
    this.call = call;
    this.connection = connection;
  }

  /** Writes the request. */
  void begin(GatewayRequest request, HttpHeaders fields) {
    Channel channel = connection.channel();
    connection.occupy(this, request.method());
    connection.arm(call.deadline());
    Throwable refused =
        channel.write(RequestHead.message(request, fields, call.target().url())).cause();
    if (refused instanceof IOException) {
      stop();
      call.unsent();
    } else if (refused != null) {
      stop();
      call.failed(UpstreamFailure.unsendable(refused));
    } else if (request.body() instanceof Body.Streamed content) {
      Upload started = Upload.of(content, channel, this);
      upload = started;
      started.begin();
      uploadMoved();
    } else {
      channel.flush();
    }
  }

  /** The exchange is over: nobody is told anything any more. */
  void abandon() {
    ChannelBody unread = body;
    stop();
    if (unread != null) {
      unread.discard();
    }
  }

  boolean over() {
    return over;
  }

  // what the connection tells

  void head(HttpResponse response) {
    ResponseHead read;
    try {
      read = ResponseHead.read(response, call.request().method().equals("HEAD"));
    } catch (ProblemException e) {
      fail(e);
      return;
    }
    head = read;
    if (read.status() < 200) {
      if (++interims > MAX_INTERIM_RESPONSES) {
        fail(UpstreamFailure.protocolError("it has too many interim responses"));
      }
      return;
    }
    if (read.keepNanos() >= 0) {
      connection.keepFor(read.keepNanos());
    }
    Headers fields = new NettyHeaders(response.headers());
    if (read.length() == 0) {
      // told only when the connection is free: the answer may end the exchange at once
      withoutContent = new GatewayResponse(read.status(), fields, Body.empty());
      return;
    }
    ChannelBody content = new ChannelBody(connection.lane().loop(), read.length(), this);
    body = content;
    connection.disarm();
    call.answered(new GatewayResponse(read.status(), fields, content));
  }

  void content(HttpContent piece) {
    ProblemException undecodable = ResponseHead.failure(piece);
    ChannelBody taker = body;
    if (undecodable != null) {
      piece.release();
      fail(undecodable);
      return;
    }
    if (taker != null && piece.content().isReadable()) {
      taker.offer(piece.content());
    } else {
      piece.release();
    }
    if (over) {
      return;
    }
    if (piece instanceof LastHttpContent last) {
      last(last.trailingHeaders());
    } else {
      pace();
    }
  }

  void readComplete() {
    ChannelBody taker = body;
    if (taker != null) {
      taker.readComplete();
      if (!over) {
        pace();
      }
    }
  }

  void writable() {
    Upload sending = upload;
    if (sending != null) {
      sending.writable();
      uploadMoved();
    }
  }

  /** The connection is gone. */
  void lost(Throwable cause) {
    if (over) {
      return;
    }
    boolean unanswered = body == null && !connection.touched();
    stop();
    ChannelBody taker = body;
    if (taker != null) {
      ProblemException why = UpstreamFailure.reset("in the middle of its response");
      call.cutOff(connection.lane().target(), why, reason(cause));
      taker.fail(why);
    } else if (unanswered && connection.used()) {
      call.stale(reason(cause));
    } else if (unanswered || !(cause instanceof ClosedChannelException)) {
      call.failedAtTarget(UpstreamFailure.reset("without an answer"), reason(cause));
    } else {
      call.failedAtTarget(
          UpstreamFailure.protocolError("it ends before its head does"), reason(cause));
    }
  }

  /** The deadline has passed. */
  void overdue() {
    TimeLimits limits = connection.group().limits();
    if (body != null) {
      fail(UpstreamFailure.stalled(limits.words().idle()));
      return;
    }
    Upload sending = upload;
    boolean untaken = sending != null && !sending.over();
    fail(untaken ? UpstreamFailure.untaken(limits.words().idle()) : call.tooLate());
  }

  // what the request's body tells

  /**
   * Content of the request came, went or ended. The clock runs for the target only: while it does
   * not take what is there, and from the request's end on. A slow client is the listener's to
   * limit.
   */
  void uploadMoved() {
    Upload sending = upload;
    if (over || body != null || sending == null) {
      return;
    }
    TimeLimits limits = connection.group().limits();
    if (sending.over()) {
      connection.arm(System.nanoTime() + limits.requestNanos());
    } else if (sending.waitsForContent()) {
      connection.disarm();
    } else {
      connection.arm(System.nanoTime() + limits.idleNanos());
    }
  }

  /** The request's body failed: what was sent of it must not be taken for all of it. */
  void uploadFailed(ProblemException why) {
    if (over) {
      return;
    }
    ChannelBody taker = body;
    stop();
    if (taker == null) {
      call.failed(why);
    } else {
      taker.fail(why);
    }
  }

  // what the response's body tells

  @Override
  public void resume() {
    if (!over) {
      pace();
    }
  }

  @Override
  public void abandoned() {
    ResponseHead read = head;
    if (over) {
      return;
    }
    if (read != null && read.length() >= 0 && read.length() <= WORTH_DRAINING) {
      pace();
    } else {
      stop();
    }
  }

  /** Reads on while the body is wanted, and only then; the clock runs for the target only. */
  private void pace() {
    ChannelBody taker = body;
    if (taker == null) {
      return;
    }
    if (taker.wanted()) {
      connection.arm(System.nanoTime() + connection.group().limits().idleNanos());
      connection.resumeReading();
    } else {
      connection.disarm();
      connection.holdReading();
    }
  }

  private void last(HttpHeaders trailers) {
    ResponseHead read = head;
    if (read == null || read.status() < 200) {
      return;
    }
    ChannelBody taker = body;
    if (read.untilClose() && !connection.endsHonestly()) {
      fail(UpstreamFailure.reset("in the middle of its response"));
      return;
    }
    Upload sending = upload;
    boolean sent = sending == null || sending.done();
    over = true;
    connection.release(sent && read.keepAlive());
    call.ended(this);
    if (!sent && sending != null) {
      sending.stop();
    }
    GatewayResponse answer = withoutContent;
    if (taker != null) {
      taker.complete(trailers(trailers));
    } else if (answer != null) {
      call.answered(answer);
    }
  }

  private void fail(ProblemException why) {
    ChannelBody taker = body;
    stop();
    Throwable cause = why.getCause();
    String reason = cause == null ? why.problem().detail() : reason(cause);
    if (taker == null) {
      call.failedAtTarget(why, reason);
    } else {
      call.cutOff(connection.lane().target(), why, reason);
      taker.fail(why);
    }
  }

  /** Ends the transfer and its connection without a word. */
  private void stop() {
    if (over) {
      return;
    }
    over = true;
    connection.close();
    call.ended(this);
    Upload sending = upload;
    if (sending != null) {
      sending.stop();
    }
  }

  private static Headers trailers(HttpHeaders fields) {
    if (fields.isEmpty()) {
      return NO_TRAILERS;
    }
    HopByHop.strip(fields);
    return new NettyHeaders(fields);
  }

  private static String reason(Throwable cause) {
    return cause instanceof ClosedChannelException
        ? "connection closed by the target"
        : String.valueOf(cause.getMessage());
  }
}
