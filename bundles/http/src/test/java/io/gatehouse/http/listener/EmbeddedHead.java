package io.gatehouse.http.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A decoder without a socket, and what came out of it, in words. */
final class EmbeddedHead {

  private final EmbeddedChannel channel =
      new EmbeddedChannel(new RequestDecoder(ListenerFixture.LIMITS, new byte[64]));
  private final List<String> seen = new ArrayList<>();

  /** Receives text in pieces of this size, until something is wrong with it. */
  void receive(String text, int size) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i += size) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes, i, Math.min(size, bytes.length - i)));
      for (Object message = channel.readInbound();
          message != null;
          message = channel.readInbound()) {
        describe(message);
        ReferenceCountUtil.release(message);
      }
    }
    channel.finishAndReleaseAll();
  }

  private void describe(Object message) {
    switch (message) {
      case HttpRequest request ->
          seen.add(
              request.method() + " " + request.uri() + " " + request.decoderResult().isFailure());
      case HttpContent content -> {
        if (content.decoderResult().isFailure()) {
          seen.add("failed content");
        }
      }
      case Flawed flawed -> seen.add(flawed.problem().code() + flawed.problem().detail());
      default -> seen.add(String.valueOf(message));
    }
  }

  List<String> seen() {
    return seen;
  }
}
