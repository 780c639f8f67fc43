package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.graalvm.polyglot.Value;

/** Content in memory as the JavaScript side of the script API reads it. */
final class HostContent {

  private HostContent() {}

  static String text(Body body) {
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  static int length(Body body) {
    return body instanceof Body.Buffered buffered ? buffered.bytes().length : 0;
  }

  /** Copies it into an ArrayBuffer of its length. */
  static void copy(Body body, Value buffer) {
    if (body instanceof Body.Buffered(byte[] bytes)) {
      write(bytes, buffer);
    }
  }

  static void write(byte[] bytes, Value buffer) {
    ByteBuffer source = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (source.remaining() >= Long.BYTES) {
      buffer.writeBufferLong(ByteOrder.LITTLE_ENDIAN, source.position(), source.getLong());
    }
    while (source.hasRemaining()) {
      buffer.writeBufferByte(source.position(), source.get());
    }
  }

  static byte[] read(Value buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.readBuffer(offset, bytes, 0, length);
    return bytes;
  }
}
