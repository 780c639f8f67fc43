package io.gatehouse.http.listener;

import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Remembers the last streams of a connection that are closed, and by whom. What still comes for one
 * that we have reset was on its way; what comes for one that the client has ended breaks the
 * protocol.
 */
final class ClosedStreams extends Http2ConnectionAdapter {

  private static final int REMEMBERED = 256;

  private final int[] streams = new int[REMEMBERED];
  private int next;

  @Override
  public void onStreamClosed(Http2Stream stream) {
    streams[next] = stream.isResetSent() ? -stream.id() : stream.id();
    next = (next + 1) % REMEMBERED;
  }

  /** Whether we have reset the stream. */
  boolean byUs(int stream) {
    return contains(-stream);
  }

  /** Whether the client has ended or reset the stream. */
  boolean byClient(int stream) {
    return contains(stream);
  }

  private boolean contains(int stream) {
    for (int known : streams) {
      if (known == stream) {
        return true;
      }
    }
    return false;
  }
}
