package io.gatehouse.http.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Stands before HTTP/1 until a connection has shown what it speaks. It is HTTP/1, unless TLS has
 * agreed on HTTP/2 or, without TLS, the first bytes are those that HTTP/2 begins with.
 */
final class ProtocolChoice extends ChannelInboundHandlerAdapter {

  private final Listener listener;
  private final ListenerLoop loop;
  private final RequestDecoder decoder;
  private final ClientConnection http1;
  private final @Nullable SslHandler ssl;
  private final InetSocketAddress peer;
  private ByteBuf begun = Unpooled.EMPTY_BUFFER;

  ProtocolChoice(
      Listener listener,
      ListenerLoop loop,
      RequestDecoder decoder,
      ClientConnection http1,
      @Nullable SslHandler ssl,
      InetSocketAddress peer) {
    this.listener = listener;
    this.loop = loop;
    this.decoder = decoder;
    this.http1 = http1;
    this.ssl = ssl;
    this.peer = peer;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent) {
      SslHandler tls = ssl;
      if (tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
        becomeHttp2(ctx);
      } else {
        ctx.pipeline().remove(this);
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (ssl != null || !(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    ByteBuf all = joined(ctx, bytes);
    int matching = matching(all);
    if (matching == Http2CodecUtil.connectionPrefaceBuf().readableBytes()) {
      becomeHttp2(ctx);
    } else if (matching == all.readableBytes()) {
      begun = all;
      return;
    } else {
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(all);
  }

  private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf bytes) {
    ByteBuf before = begun;
    if (!before.isReadable()) {
      return bytes;
    }
    begun = Unpooled.EMPTY_BUFFER;
    ByteBuf all = ctx.alloc().buffer(before.readableBytes() + bytes.readableBytes());
    all.writeBytes(before).writeBytes(bytes);
    before.release();
    bytes.release();
    return all;
  }

  private static int matching(ByteBuf bytes) {
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    int most = Math.min(bytes.readableBytes(), preface.readableBytes());
    for (int i = 0; i < most; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != preface.getByte(i)) {
        return i;
      }
    }
    return most;
  }

  private void becomeHttp2(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.remove(http1);
    pipeline.remove(decoder);
    pipeline.addLast(
        new Http2ClientConnection(Http2Codec.of(listener.definition()), listener, loop, ssl, peer));
    pipeline.remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    begun.release();
    begun = Unpooled.EMPTY_BUFFER;
  }
}
