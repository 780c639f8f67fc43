package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ListenerDefinition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codec's decoder behind a strict scan of each head. It decodes one request at a time: while it
 * is held the next one stays in the buffer as bytes, so that what a client pipelines costs no more
 * than what one read brought.
 */
final class RequestDecoder extends HttpRequestDecoder {

  /** Bytes that chunk headers may take beyond what chunking needs. */
  private static final int CHUNK_EXTENSIONS = 16 * 1024;

  private static final int CHUNK_LINE = 16;
  private static final int PIECE = 64 * 1024;
  private static final int TRAILERS = 8 * 1024;

  private final HeadScan scan;
  private final byte[] window;
  private @Nullable ChannelHandlerContext context;
  private boolean awaitingHead = true;
  private boolean held;
  private boolean decoding;
  private boolean discarding;
  private boolean inputClosed;
  private int lengthLines;
  private long startedNanos;
  private long discarded;
  private long excess;

  /**
   * A decoder for one connection.
   *
   * @param window space that the connections of one event loop share
   */
  RequestDecoder(ListenerDefinition.Limits limits, byte[] window) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(inInt(limits.requestLine().bytes()))
            .setMaxHeaderSize(inInt(limits.headers().bytes() + TRAILERS))
            .setMaxChunkSize(PIECE)
            // the scan has seen every byte of the head; of trailers it sees none
            .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false))
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.window = window;
    scan =
        new HeadScan(
            inInt(limits.requestLine().bytes()),
            inInt(limits.headers().bytes()),
            limits.headerCount());
  }

  private static int inInt(long bytes) {
    return (int) Math.min(bytes, Integer.MAX_VALUE / 2);
  }

  /** When the first byte came of the head that is being read or was read last. */
  long startedNanos() {
    return startedNanos;
  }

  /** Whether a part of a head is here. */
  boolean withinHead() {
    return awaitingHead && scan.begun();
  }

  /** Whether content of the last request is still to come. */
  boolean withinBody() {
    return !awaitingHead;
  }

  /** Whether bytes wait that have not been decoded. */
  boolean holdsBytes() {
    return actualReadableBytes() > 0;
  }

  /** How many bytes were thrown away since {@link #discardInput}. */
  long discarded() {
    return discarded;
  }

  /** Decodes no further head until {@link #proceed}. */
  void hold() {
    held = true;
  }

  /** Decodes the next head, and what has waited. */
  void proceed() {
    held = false;
    ChannelHandlerContext ctx = context;
    if (decoding || ctx == null) {
      // whoever is decoding goes on by itself
      return;
    }
    try {
      if (holdsBytes()) {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
      }
      if (inputClosed && !held) {
        super.userEventTriggered(ctx, ChannelInputShutdownEvent.INSTANCE);
      }
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  /** From now on throws away whatever comes. */
  void discardInput() {
    discarding = true;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (discarding && message instanceof ByteBuf bytes) {
      discarded += bytes.readableBytes();
      ReferenceCountUtil.release(message);
      return;
    }
    boolean outermost = !decoding;
    decoding = true;
    try {
      super.channelRead(ctx, message);
    } finally {
      decoding = !outermost;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // not the inherited one: it would read on while requests are held
    discardSomeReadBytes();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent && held) {
      // what waits in the buffer is still to be answered
      inputClosed = true;
      ctx.fireUserEventTriggered(event);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      lengthLines++;
    }
    return name;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (discarding) {
      in.skipBytes(in.readableBytes());
    } else if (!awaitingHead) {
      decodeContent(ctx, in, out);
    } else if (!held) {
      decodeHead(ctx, in, out);
    }
  }

  private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    boolean continued = scan.begun();
    HeadScan.Outcome outcome = scan.scan(in, window);
    if (!continued && (scan.begun() || outcome != HeadScan.Outcome.INCOMPLETE)) {
      startedNanos = System.nanoTime();
    }
    switch (outcome) {
      case INCOMPLETE -> {}
      case FLAWED -> {
        out.add(new Flawed(scan.method(in), scan.flaw()));
        in.skipBytes(in.readableBytes());
        discarding = true;
      }
      case COMPLETE -> {
        scan.reset();
        lengthLines = 0;
        int before = out.size();
        super.decode(ctx, in, out);
        if (lengthLines > 1 && out.get(before) instanceof HttpRequest request) {
          // in HTTP/1.0 requests the codec silently takes the first
          request.setDecoderResult(
              DecoderResult.failure(new IllegalArgumentException("several lengths")));
        }
        if (out.size() == before + 2) {
          // the end of a request without content says nothing new
          out.remove(before + 1);
        } else {
          awaitingHead = false;
          excess = 0;
        }
      }
    }
  }

  private void decodeContent(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    int available = in.readableBytes();
    int before = out.size();
    super.decode(ctx, in, out);
    long content = 0;
    boolean last = false;
    for (int i = before; i < out.size(); i++) {
      HttpContent piece = (HttpContent) out.get(i);
      content += piece.content().readableBytes();
      last |= piece instanceof LastHttpContent;
      discarding |= piece.decoderResult().isFailure();
    }
    long overhead = available - in.readableBytes() - content;
    excess = Math.max(0, excess + overhead - CHUNK_LINE - 2 * content);
    if (last) {
      awaitingHead = true;
    } else if (excess > CHUNK_EXTENSIONS) {
      LastHttpContent failed = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      failed.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("too many chunk extensions")));
      out.add(failed);
      awaitingHead = true;
      discarding = true;
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(ctx, in, out);
    if (!discarding && withinHead()) {
      out.add(
          new Flawed(scan.method(in), Faults.badRequest("the connection ended within the head")));
      discarding = true;
    }
  }
}
