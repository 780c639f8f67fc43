package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ListenerDefinition.Limits;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes calls of the frames of a connection. Confined to its event loop. */
final class Http2Frames extends Http2EventAdapter {

  /** Less than this is no window worth opening. */
  private static final int SMALL_WINDOW = 256;

  private final Http2ClientConnection connection;
  private final Limits limits;
  private final RequestForm form;
  private final Http2RequestHead head;
  private final Http2Budget budget;
  private final ClosedStreams closed;
  private final Http2Connection.PropertyKey callKey;
  private final List<Http2Call> fed = new ArrayList<>();

  Http2Frames(
      Http2ClientConnection connection,
      RequestForm form,
      Http2Budget budget,
      ClosedStreams closed) {
    this.closed = closed;
    this.connection = connection;
    this.form = form;
    this.budget = budget;
    limits = connection.listener().definition().limits();
    head = new Http2RequestHead(limits);
    callKey = connection.connection().newKey();
  }

  /** The client's address. */
  String peer() {
    return form.peer().address();
  }

  private @Nullable Http2Call call(Http2Stream stream) {
    return stream.getProperty(callKey);
  }

  private @Nullable Http2Call call(int streamId) {
    Http2Stream stream = connection.connection().stream(streamId);
    return stream == null ? null : call(stream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers fields,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    Http2Stream stream = connection.connection().stream(streamId);
    Http2Call known = call(stream);
    if (known != null) {
      trailers(known, streamId, fields);
    } else {
      begin(stream, fields, endOfStream);
    }
  }

  private void begin(Http2Stream stream, Http2Headers fields, boolean endOfStream) {
    long started = System.nanoTime();
    Http2Call call;
    try {
      HttpRequest request = head.read(fields);
      GatewayRequest canonical = form.canonical(request);
      RequestFields said = form.fields();
      boolean announced = !endOfStream && said.contentLength() != 0;
      call =
          new Http2Call(
              connection,
              stream,
              form.client(),
              started,
              new ListenerCall.Content(announced, said.contentLength(), said.expectsContinue()));
      call.open(canonical);
    } catch (ProblemException e) {
      refuse(stream, started, e.problem(), head.malformed() ? Http2Error.PROTOCOL_ERROR : null);
      if (head.malformed() && budget.reset()) {
        connection.putToEnd(Http2Budget.Excess.RESETS);
      }
      return;
    }
    stream.setProperty(callKey, call);
    connection.listener().handler().handle(call);
  }

  private void refuse(
      Http2Stream stream, long started, Problem problem, @Nullable Http2Error resetWith) {
    Http2Call refused =
        new Http2Call(
            connection, stream, form.client(), started, ListenerCall.Content.NONE, resetWith);
    refused.open(
        new GatewayRequest(
            head.method(), form.scheme(), "-", "/", "", Headers.create(), Body.empty()));
    stream.setProperty(callKey, refused);
    connection.listener().handler().refuse(refused, problem);
  }

  private static void trailers(Http2Call call, int streamId, Http2Headers fields)
      throws Http2Exception {
    Headers passed;
    try {
      passed = Http2RequestHead.trailers(fields);
    } catch (ProblemException e) {
      throw Http2Exception.streamError(
          streamId, Http2Error.PROTOCOL_ERROR, e, "%s", e.problem().detail());
    }
    call.contentComplete(passed);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
    Http2Call call = call(streamId);
    if (call == null) {
      return data.readableBytes() + padding;
    }
    int taken = call.data(data, padding);
    if (endOfStream) {
      call.contentComplete(Headers.create());
    }
    if (!fed.contains(call)) {
      fed.add(call);
    }
    return taken;
  }

  /** One read of the channel is over. */
  void readComplete() {
    for (int i = 0; i < fed.size(); i++) {
      fed.get(i).readComplete();
    }
    fed.clear();
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
    if (budget.reset()) {
      connection.putToEnd(Http2Budget.Excess.RESETS);
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) {
    if (increment < SMALL_WINDOW && isBlocked(streamId) && budget.smallWindow()) {
      connection.putToEnd(Http2Budget.Excess.WINDOWS);
    }
  }

  private boolean isBlocked(int streamId) {
    Http2RemoteFlowController windows = connection.encoder().flowController();
    Http2Stream stream = connection.connection().stream(streamId);
    return streamId == 0
        ? windows.windowSize(stream) < SMALL_WINDOW
        : windows.hasFlowControlled(stream);
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    Http2Call call = call(stream);
    if (call != null) {
      call.gone();
    }
  }

  /** The client may have made room on a stream. */
  void writabilityChanged(Http2Stream stream) {
    Http2Call call = call(stream);
    if (call != null) {
      call.writer().writable();
    }
  }

  /** Whether it is about a frame that crossed a reset of ours. */
  boolean crossed(Http2Exception.StreamException error) {
    return connection.connection().stream(error.streamId()) == null
        && closed.byUs(error.streamId());
  }

  /**
   * Something is wrong with a stream.
   *
   * @return whether that was answered, or will be
   */
  boolean failed(Http2Exception.StreamException error) {
    Http2Stream stream = connection.connection().stream(error.streamId());
    if (error instanceof Http2Exception.HeaderListSizeException tooLarge
        && tooLarge.duringDecode()) {
      return tooLarge(stream, error.streamId());
    }
    if (stream == null) {
      return false;
    }
    Http2Call call = call(stream);
    if (call != null) {
      call.fail(Faults.badRequest("the content does not keep to HTTP/2: " + error.getMessage()));
      return false;
    }
    refuse(
        stream,
        System.nanoTime(),
        Faults.badRequest("the request does not keep to HTTP/2: " + error.getMessage()),
        error.error());
    return true;
  }

  private boolean tooLarge(@Nullable Http2Stream known, int streamId) {
    try {
      Http2Stream stream =
          known == null ? connection.connection().remote().createStream(streamId, true) : known;
      if (call(stream) != null) {
        return false;
      }
      refuse(stream, System.nanoTime(), Http2RequestHead.tooLarge(limits), null);
      return true;
    } catch (Http2Exception e) {
      return false;
    }
  }

  /** The connection ends: whoever is still at work is told. */
  void abandonAll() {
    each(Http2Call::gone);
  }

  /** Looks for calls that have taken too long. */
  void check(long now) {
    each(
        call -> {
          boolean pending = connection.encoder().flowController().hasFlowControlled(call.stream());
          switch (call.check(now, pending)) {
            case WELL -> {}
            case ANSWERED -> connection.output().reset(call.stream(), Http2Error.NO_ERROR);
            case STANDS -> connection.output().reset(call.stream(), Http2Error.CANCEL);
          }
        });
  }

  private void each(java.util.function.Consumer<Http2Call> action) {
    try {
      var _ =
          connection
              .connection()
              .forEachActiveStream(
                  stream -> {
                    Http2Call call = call(stream);
                    if (call != null) {
                      action.accept(call);
                    }
                    return true;
                  });
    } catch (Http2Exception e) {
      connection.close();
    }
  }
}
