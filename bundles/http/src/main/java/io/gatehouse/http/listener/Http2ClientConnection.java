package io.gatehouse.http.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's HTTP/2 connection: many calls at once. The codec keeps frames, streams and windows
 * in order; this keeps time, says goodbye, and puts an end to what only costs. Confined to its
 * event loop.
 */
final class Http2ClientConnection extends Http2ConnectionHandler implements OpenConnection {

  private static final Logger LOG = LoggerFactory.getLogger(Http2ClientConnection.class);

  /** Windows of a connection for each window of a request. */
  private static final int SHARES = 16;

  private static final int CODEC_WINDOW = 65_535;

  private final Listener listener;
  private final ListenerLoop loop;
  private final Http2Output output;
  private final Http2Frames frames;
  private final Http2Budget budget;
  private final FrameWatch watch;
  private final Patience patience;
  private final Farewell farewell;
  private final Goodbye goodbye = new Goodbye();

  private @Nullable ChannelHandlerContext context;
  private int place;
  private boolean active;
  private long discarded;

  Http2ClientConnection(
      Http2Codec codec,
      Listener listener,
      ListenerLoop loop,
      @Nullable SslHandler ssl,
      InetSocketAddress peer) {
    super(codec.decoder(), codec.encoder(), codec.settings());
    this.listener = listener;
    this.loop = loop;
    budget = new Http2Budget(listener.definition().http2().resets(), loop.now());
    long longestHead = Http2RequestHead.mostBytes(listener.definition().limits());
    watch = new FrameWatch(budget, longestHead, loop.now());
    patience = new Patience(listener.definition().timeouts());
    farewell = new Farewell(patience, ssl);
    output = new Http2Output(this, codec.encoder(), budget);
    RequestForm form = new RequestForm(listener.trustedProxies(), peer, ssl != null);
    frames = new Http2Frames(this, form, budget, codec.closedStreams());
    codec.decoder().frameListener(frames);
    codec.encoder().connection().addListener(frames);
    codec.encoder().flowController().listener(frames::writabilityChanged);
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int index) {
    place = index;
  }

  Listener listener() {
    return listener;
  }

  ListenerLoop loop() {
    return loop;
  }

  Http2Output output() {
    return output;
  }

  boolean active() {
    return active;
  }

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  // what comes

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    active = true;
    loop.add(this);
    patience.rests(loop.now());
    int window = SHARES * (int) listener.definition().http2().window().bytes();
    decoder()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), window - CODEC_WINDOW);
    ctx.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (active) {
      active = false;
      loop.remove(this);
    }
    super.channelInactive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (farewell.begun() || !(message instanceof ByteBuf bytes)) {
      discarded += message instanceof ByteBuf dropped ? dropped.readableBytes() : 0;
      ReferenceCountUtil.release(message);
      return;
    }
    watch.see(bytes, loop.now());
    if (watch.headIsTooLong()) {
      bytes.release();
      putToEnd(Http2Budget.Excess.HEADERS);
      return;
    }
    super.channelRead(ctx, message);
    if (budget.framesSpent()) {
      putToEnd(Http2Budget.Excess.FRAMES);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (farewell.begun()) {
      patience.read(loop.now());
      ctx.read();
      return;
    }
    frames.readComplete();
    output.writeHeld();
    super.channelReadComplete(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      // nobody is left to open windows
      close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(ctx, cause);
    } else {
      failed(cause);
    }
  }

  private void failed(Throwable cause) {
    LOG.atDebug()
        .addKeyValue("listener", listener.definition().name())
        .addKeyValue("cause", cause.toString())
        .log("connection failed");
    close();
  }

  /** Content was taken: the client may send as much again. */
  void consumed(Http2Stream stream, int bytes) {
    try {
      if (decoder().flowController().consumeBytes(stream, bytes)) {
        output.flushSoon();
      }
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  // ends

  /** A call is over. */
  void ended(Http2Call call, boolean completed) {
    Http2Stream stream = call.stream();
    patience.rests(loop.now());
    if (farewell.begun() || !active || stream.state() == Http2Stream.State.CLOSED) {
      return;
    }
    Http2Error error = call.resetWith();
    if (error != null) {
      output.reset(stream, error);
    } else if (!completed) {
      output.reset(stream, Http2Error.INTERNAL_ERROR);
    } else if (stream.state().remoteSideOpen() && call.leavesContentUnread()) {
      // all is answered: the rest of the content is of no use
      output.reset(stream, Http2Error.NO_ERROR);
    }
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    if (outbound) {
      super.onStreamError(ctx, true, cause, error);
    } else if (frames.crossed(error)) {
      // what was on its way when the stream was reset is not worth a word
      return;
    } else if (budget.reset()) {
      putToEnd(Http2Budget.Excess.RESETS);
    } else if (!frames.failed(error)) {
      super.onStreamError(ctx, outbound, cause, error);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (error == null) {
      // the socket's own failure
      failed(cause);
      return;
    }
    Http2Error code = error.error();
    Http2Budget.Excess excess =
        code == Http2Error.ENHANCE_YOUR_CALM
            ? Http2Budget.Excess.HEADERS
            : Http2Budget.Excess.PROTOCOL;
    putToEnd(excess, code, String.valueOf(cause.getMessage()));
  }

  /** Ends the connection of a client that costs more than it is good for. */
  void putToEnd(Http2Budget.Excess excess) {
    putToEnd(excess, Http2Error.ENHANCE_YOUR_CALM, excess.detail());
  }

  private void putToEnd(Http2Budget.Excess excess, Http2Error code, String detail) {
    if (farewell.begun() || !active) {
      return;
    }
    listener.meters().closed(excess);
    LOG.atInfo()
        .addKeyValue("listener", listener.definition().name())
        .addKeyValue("client", frames.peer())
        .addKeyValue("reason", excess.label())
        .addKeyValue("detail", detail)
        .log("HTTP/2 connection closed because of what the client sent");
    goAway(connection().remote().lastStreamCreated(), code, detail);
    leave();
  }

  private void goAway(int lastStream, Http2Error code, String detail) {
    ByteBuf text = Unpooled.copiedBuffer(detail, StandardCharsets.UTF_8);
    try {
      if (connection().goAwaySent(lastStream, code.code(), text)) {
        var _ =
            frameWriter()
                .writeGoAway(
                    context(), lastStream, code.code(), text.retain(), context().newPromise());
      }
    } catch (Http2Exception e) {
      close();
    } finally {
      text.release();
    }
  }

  private void leave() {
    farewell.begin();
    frames.abandonAll();
    ChannelHandlerContext ctx = context();
    farewell.closeOutput(ctx, loop.now());
    ctx.read();
  }

  @Override
  public void close() {
    // how it closes is of no interest any more
    var _ = context().close();
  }

  @Override
  public void drain() {
    if (!farewell.begun() && goodbye.announce(loop.now())) {
      goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR, "");
      context().flush();
    }
  }

  @Override
  public void check(long now) {
    budget.tick(now);
    if (farewell.begun()) {
      if (farewell.isLongEnough(now, discarded)) {
        close();
      }
      return;
    }
    if (watch.headIsLate(now, listener.definition().timeouts().header().toNanos())) {
      putToEnd(Http2Budget.Excess.TIMEOUT);
      return;
    }
    boolean pending =
        patience.sees(now, context().channel().unsafe().outboundBuffer(), output.written());
    if (patience.outputStands(now, false, pending)) {
      close();
      return;
    }
    if (goodbye.due(now)) {
      goAway(connection().remote().lastStreamCreated(), Http2Error.NO_ERROR, "");
      context().flush();
    }
    frames.check(now);
    if (connection().numActiveStreams() == 0 && !farewell.begun()) {
      checkRest(now);
    }
  }

  private void checkRest(long now) {
    if (goodbye.said()) {
      leave();
    } else if (patience.restedLongEnough(now, false)) {
      goAway(connection().remote().lastStreamCreated(), Http2Error.NO_ERROR, "");
      leave();
    }
  }
}
