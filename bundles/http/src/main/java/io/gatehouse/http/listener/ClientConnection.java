package io.gatehouse.http.listener;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: one call after the other, until either side has had enough. Reads only
 * what is wanted, answers a bad request once, and takes its leave so that the client can read the
 * answer. Confined to its event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements OpenConnection {

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final Listener listener;
  private final ListenerLoop loop;
  private final RequestDecoder decoder;
  private final @Nullable SslHandler ssl;
  private final RequestForm form;
  private final ResponseWriter writer;
  private final Patience patience;
  private final Farewell farewell;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Http1Call call;
  private int place;
  private boolean active;
  private boolean inputClosed;

  ClientConnection(
      Listener listener,
      ListenerLoop loop,
      RequestDecoder decoder,
      @Nullable SslHandler ssl,
      InetSocketAddress peer) {
    this.listener = listener;
    this.loop = loop;
    this.decoder = decoder;
    this.ssl = ssl;
    form = new RequestForm(listener.trustedProxies(), peer, ssl != null);
    writer = new ResponseWriter(this);
    patience = new Patience(listener.definition().timeouts());
    farewell = new Farewell(patience, ssl);
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

  ResponseWriter writer() {
    return writer;
  }

  boolean holdsBytes() {
    return decoder.holdsBytes();
  }

  boolean secure() {
    return ssl != null;
  }

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    active = true;
    loop.add(this);
    patience.rests(loop.now());
    ctx.read();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!active) {
      return;
    }
    active = false;
    loop.remove(this);
    Http1Call current = call;
    if (current != null) {
      current.gone();
    }
  }

  /** Another protocol takes the connection over. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (active) {
      active = false;
      loop.remove(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (farewell.begun() || !active) {
      ReferenceCountUtil.release(message);
      return;
    }
    switch (message) {
      case HttpRequest head -> begin(head);
      case HttpContent piece -> content(piece);
      case Flawed flawed -> refuse(flawed.method(), flawed.problem());
      default -> ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (farewell.begun()) {
      patience.read(loop.now());
    }
    Http1Call current = call;
    if (current != null) {
      current.readComplete();
    }
    readOn();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    writer.writable();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      inputEnded();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.atDebug()
        .addKeyValue("listener", listener.definition().name())
        .addKeyValue("cause", cause.toString())
        .log("connection failed");
    close();
  }

  private void begin(HttpRequest head) {
    decoder.hold();
    GatewayRequest request;
    RequestFields fields = form.fields();
    try {
      request = form.canonical(head);
      if (head.decoderResult().isFailure() || decoder.withinBody() != fields.announcesContent()) {
        throw Faults.bad("the length of the request cannot be relied on");
      }
    } catch (ProblemException e) {
      refuse(head.method().name(), e.problem());
      return;
    }
    Http1Call next = new Http1Call(this, form.client(), head, decoder.startedNanos(), fields);
    next.open(request);
    call = next;
    patience.begins(loop.now());
    listener.handler().handle(next);
  }

  private void content(HttpContent piece) {
    Http1Call current = call;
    patience.read(loop.now());
    if (current != null) {
      current.content(piece);
    } else {
      // the end of a body that nobody read
      boolean failed = piece.decoderResult().isFailure();
      piece.release();
      if (failed) {
        close();
      }
    }
  }

  private void refuse(String method, Problem problem) {
    decoder.hold();
    decoder.discardInput();
    Http1Call refused = new Http1Call(this, form.client(), decoder.startedNanos());
    refused.open(
        new GatewayRequest(method, form.scheme(), "-", "/", "", Headers.create(), Body.empty()));
    call = refused;
    patience.begins(loop.now());
    listener.handler().refuse(refused, problem);
  }

  /** Reads on where that is wanted now. */
  void readOn() {
    if (active && !inputClosed && wantsInput()) {
      context().read();
    }
  }

  /** Takes note that content is wanted from now on. */
  void contentWanted() {
    patience.read(loop.now());
    readOn();
  }

  private boolean wantsInput() {
    Http1Call current = call;
    if (farewell.begun() || current == null) {
      return true;
    }
    // with nothing to do, one read is left open: it tells when the client goes away
    return decoder.withinBody() ? current.wantsContent() : !decoder.holdsBytes();
  }

  private void inputEnded() {
    if (!inputClosed) {
      inputClosed = true;
      patience.wrote(loop.now());
    }
    Http1Call current = call;
    if (current == null || farewell.begun()) {
      close();
    } else if (decoder.withinBody()) {
      current.fail(Faults.badRequest("the connection ended within the body"));
    }
  }

  /**
   * The current call is over.
   *
   * @param completed whether its response was sent to the end
   */
  void ended(boolean completed, boolean keepAlive) {
    call = null;
    patience.rests(loop.now());
    if (!active) {
      return;
    }
    if (!completed) {
      close();
    } else if (keepAlive && !listener.draining()) {
      decoder.proceed();
      readOn();
    } else {
      leave();
    }
  }

  private void leave() {
    farewell.begin();
    decoder.discardInput();
    if (inputClosed) {
      close();
      return;
    }
    farewell.closeOutput(context(), loop.now());
    readOn();
  }

  @Override
  public void close() {
    // how it closes is of no interest any more
    var _ = context().close();
  }

  @Override
  public void drain() {
    if (call == null && !farewell.begun() && !decoder.withinHead()) {
      close();
    }
  }

  @Override
  public void check(long now) {
    Http1Call current = call;
    if (farewell.begun()) {
      if (farewell.isLongEnough(now, decoder.discarded())) {
        close();
      }
    } else if (current != null) {
      checkCall(current, now);
    } else if (decoder.withinHead()) {
      if (patience.headIsLate(now, decoder.startedNanos())) {
        refuse("-", Faults.timeout("the head of the request did not arrive in time"));
      }
    } else if (patience.restedLongEnough(now, decoder.withinBody())) {
      close();
    }
  }

  private void checkCall(Http1Call current, long now) {
    boolean pending =
        patience.sees(now, context().channel().unsafe().outboundBuffer(), current.sent());
    if (patience.outputStands(now, inputClosed, pending)) {
      close();
    } else if (decoder.withinBody() && current.wantsContent() && patience.contentIsLate(now)) {
      current.fail(Faults.timeout("the body of the request did not arrive in time"));
    }
  }

  /** Ends a response that cannot be completed so that nobody takes it for complete. */
  void abort(boolean looksComplete) {
    Channel channel = context().channel();
    if (looksComplete) {
      // a reset instead of an orderly end
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } else {
      context().flush();
    }
    close();
  }
}
