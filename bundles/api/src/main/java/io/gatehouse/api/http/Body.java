package io.gatehouse.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/**
 * The content of a message: nothing, bytes that are here, or bytes that are still arriving.
 *
 * <p>A streamed body is read once, by whoever the message is handed to. A policy that wants bytes
 * declares it ({@link io.gatehouse.api.policy.BodyNeed}) and then always sees {@link Empty} or
 * {@link Buffered}.
 */
public sealed interface Body {

  static Body empty() {
    return Empty.INSTANCE;
  }

  /** A body of these bytes; takes ownership of the array. */
  static Body of(byte[] bytes) {
    return bytes.length == 0 ? Empty.INSTANCE : new Buffered(bytes);
  }

  /** A body of this text in UTF-8. */
  static Body of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The length in bytes, or -1 where it is not known before the end. */
  long length();

  /** No content. */
  enum Empty implements Body {
    INSTANCE;

    @Override
    public long length() {
      return 0;
    }
  }

  /**
   * Content in memory.
   *
   * @param bytes owned by the body; not to be changed by anyone who reads it
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is never asked of a body
  record Buffered(byte[] bytes) implements Body {
    @Override
    public long length() {
      return bytes.length;
    }

    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /**
   * Content that arrives as it is read. One subscriber; each buffer belongs to the subscriber only
   * during {@code onNext} and holds what has arrived, of any size. A failed transfer ends in {@code
   * onError}; a body must not be taken for complete without {@code onComplete}.
   */
  non-sealed interface Streamed extends Body, Flow.Publisher<ByteBuffer> {

    /** The trailer fields; empty until the body is complete. */
    Headers trailers();

    /**
     * Whether this is made of that content as it is read, so that to discard that would end this.
     */
    default boolean isMadeOf(Body other) {
      return false;
    }

    /** Gives up the rest; the transport decides whether the connection survives it. */
    void discard();
  }
}
