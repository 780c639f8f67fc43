package io.gatehouse.http.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/** Decodes responses, each expected; bytes that nobody asked for close the connection. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's end is told by the channel
final class ResponseDecoder extends HttpResponseDecoder {

  /** The most that the fields of a response's head, or its trailers, may take. */
  static final int MAX_HEADER_BYTES = 64 * 1024;

  private static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
  private static final int MAX_PIECE_BYTES = 64 * 1024;

  private boolean expecting;
  private boolean withoutContent;
  private boolean touched;

  ResponseDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(MAX_PIECE_BYTES)
            .setInitialBufferSize(512));
  }

  /** A request with this method is about to be written. */
  void expect(String method) {
    expecting = true;
    touched = false;
    withoutContent = method.equals("HEAD");
  }

  /** The response is complete. */
  void expectNothing() {
    expecting = false;
  }

  /** Whether any byte came since the request was written. */
  boolean touched() {
    return touched;
  }

  /** Whether all bytes that came belong to responses seen. */
  boolean drained() {
    return actualReadableBytes() == 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    if (!expecting) {
      // what stays behind here would be taken for the start of somebody else's response
      ReferenceCountUtil.release(input);
      ctx.close();
      return;
    }
    touched = true;
    super.channelRead(ctx, input);
  }

  @Override
  protected HttpMessage createMessage(String[] statusLine) {
    if (statusLine[1].length() != 3) {
      throw new IllegalArgumentException("status code has not three digits");
    }
    return super.createMessage(statusLine);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    int status = ((HttpResponse) message).status().code();
    return withoutContent || status < 200 || status == 204 || status == 304;
  }

  @Override
  protected boolean isSwitchingToNonHttp1Protocol(HttpResponse response) {
    return false;
  }
}
