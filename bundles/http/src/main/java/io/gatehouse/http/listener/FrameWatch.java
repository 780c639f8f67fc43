package io.gatehouse.http.listener;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Sees the frames of a connection go by, before the codec does: what they cost, and whether a
 * request's head is still unfinished. One for each connection.
 */
final class FrameWatch {

  private static final int PREFACE = 24;
  private static final int FRAME_HEADER = 9;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;
  private static final int MOST_PADDING = 256;

  private final Http2Budget budget;
  private final long longestHead;
  private long skip = PREFACE;
  private int at;
  private int length;
  private int type;
  private int flags;
  private boolean begun;
  private boolean unfinished = true;
  private long unfinishedSince;
  private long headLength;

  /**
   * A watch.
   *
   * @param longestHead the compressed bytes of a head that are worth keeping
   */
  FrameWatch(Http2Budget budget, long longestHead, long now) {
    this.budget = budget;
    this.longestHead = longestHead;
    unfinishedSince = now;
  }

  /** Looks at what was read. */
  void see(ByteBuf in, long now) {
    int index = in.readerIndex();
    int end = in.writerIndex();
    while (index < end) {
      if (skip > 0) {
        int skipped = (int) Math.min(skip, end - index);
        index += skipped;
        skip -= skipped;
        if (skip == 0) {
          frameEnds();
        }
      } else {
        header(in.getUnsignedByte(index++), now);
      }
    }
  }

  /** Whether a head is longer than it may be, finished or not. */
  boolean headIsTooLong() {
    return headLength > longestHead;
  }

  /** Whether a head, or the connection's own, was begun so long ago and is not complete. */
  boolean headIsLate(long now, long nanos) {
    return unfinished && now - unfinishedSince > nanos;
  }

  private void header(int octet, long now) {
    switch (at) {
      case 0 -> length = octet;
      case 1, 2 -> length = length << 8 | octet;
      case 3 -> type = octet;
      case 4 -> flags = octet;
      default -> {}
    }
    if (++at == FRAME_HEADER) {
      at = 0;
      begun = true;
      skip = length;
      frameBegins(now);
      if (length == 0) {
        frameEnds();
      }
    }
  }

  private void frameBegins(long now) {
    switch (type) {
      case Http2FrameTypes.HEADERS -> {
        budget.earn();
        headLength = length;
        unfinished = true;
        unfinishedSince = now;
      }
      case Http2FrameTypes.DATA -> {
        if (length > ((flags & PADDED) == 0 ? 0 : MOST_PADDING)) {
          budget.earn();
        } else {
          budget.frame();
        }
      }
      case Http2FrameTypes.CONTINUATION -> {
        budget.frame();
        headLength += length;
      }
      case Http2FrameTypes.SETTINGS -> budget.settings();
      default -> budget.frame();
    }
  }

  private void frameEnds() {
    switch (type) {
      case Http2FrameTypes.HEADERS, Http2FrameTypes.CONTINUATION ->
          unfinished = (flags & END_HEADERS) == 0;
      // the connection itself begins with the preface and a first frame
      default -> unfinished &= !begun;
    }
  }
}
