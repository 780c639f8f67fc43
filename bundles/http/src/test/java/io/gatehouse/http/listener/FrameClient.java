package io.gatehouse.http.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** An HTTP/2 client that sends the frames it is told to, right or wrong. */
final class FrameClient implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  private static final int PATIENCE_MILLIS = 20_000;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** A frame as it came. */
  record Frame(int type, int flags, int stream, ByteBuffer payload, Http2Headers fields) {

    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    int number() {
      return payload.getInt(0);
    }
  }

  /**
   * A response.
   *
   * @param trailers empty where there were none
   * @param reset the code that its stream was reset with
   */
  record Answer(
      Http2Headers head,
      String body,
      List<Map.Entry<String, String>> trailers,
      Optional<Http2Error> reset) {

    static Answer reset(Http2Headers head, String body, int code) {
      return new Answer(head, body, List.of(), Optional.ofNullable(Http2Error.valueOf(code)));
    }

    int status() {
      return Integer.parseInt(field(":status"));
    }

    String field(String name) {
      CharSequence value = head.get(name);
      return value == null ? "" : value.toString();
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final ArrayDeque<Frame> passed = new ArrayDeque<>();

  FrameClient(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection that has said what HTTP/2 connections begin with. */
  static FrameClient connect(int port) {
    return connect(port, new byte[0]);
  }

  /** Such a connection with settings. */
  static FrameClient connect(int port, byte[] settings) {
    try {
      return new FrameClient(new Socket(InetAddress.getLoopbackAddress(), port)).begin(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FrameClient begin(byte[] settings) {
    out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    add(SETTINGS, 0, 0, settings).flush();
    var _ = await("settings", f -> f.type() == SETTINGS && f.flags() == 0);
    return send(SETTINGS, ACK, 0, new byte[0]);
  }

  /** One setting, as it stands in a frame. */
  static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** Adds a frame to what the next flush sends. */
  FrameClient add(int type, int flags, int stream, byte[] payload) {
    ByteBuffer header = ByteBuffer.allocate(9);
    header.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    header.put((byte) type).put((byte) flags).putInt(stream);
    out.writeBytes(header.array());
    out.writeBytes(payload);
    return this;
  }

  /** Takes bytes from the end of what the next flush sends. */
  FrameClient cut(int bytes) {
    byte[] all = out.toByteArray();
    out.reset();
    out.write(all, 0, all.length - bytes);
    return this;
  }

  FrameClient flush() {
    try {
      socket.getOutputStream().write(out.toByteArray());
      out.reset();
      return this;
    } catch (IOException e) {
      // what the other side has said before it closed is still to be read
      out.reset();
      return this;
    }
  }

  FrameClient send(int type, int flags, int stream, byte[] payload) {
    return add(type, flags, stream, payload).flush();
  }

  /** Adds the head of a request. */
  FrameClient addRequest(int stream, boolean last, String... fields) {
    int flags = END_HEADERS | (last ? END_STREAM : 0);
    return add(HEADERS, flags, stream, block(fields));
  }

  /** Sends a request without content. */
  FrameClient get(int stream, String path, String... fields) {
    List<String> all = new ArrayList<>(head("GET", path));
    all.addAll(List.of(fields));
    return addRequest(stream, true, all.toArray(String[]::new)).flush();
  }

  /** Sends the head of a request whose content follows. */
  FrameClient post(int stream, String path, String... fields) {
    List<String> all = new ArrayList<>(head("POST", path));
    all.addAll(List.of(fields));
    return addRequest(stream, false, all.toArray(String[]::new)).flush();
  }

  FrameClient data(int stream, String text, boolean last) {
    return send(DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<String> head(String method, String path) {
    return List.of(":method", method, ":scheme", "http", ":authority", "a", ":path", path);
  }

  /** Names and values as a header block; names are sent as they are. */
  byte[] block(String... fields) {
    ByteBuf block = Unpooled.buffer();
    try {
      for (int i = 0; i < fields.length; i += 2) {
        // one by one: the codec would put pseudo-headers first
        Http2Headers one = new DefaultHttp2Headers(false);
        one.add(fields[i], fields[i + 1]);
        encoder.encodeHeaders(1, one, block);
      }
      return ByteBufUtil.getBytes(block);
    } catch (Http2Exception e) {
      throw new IllegalArgumentException(e);
    } finally {
      block.release();
    }
  }

  /** The next frame that is of interest; what passes meanwhile is kept for later. */
  Frame await(String what, Predicate<Frame> wanted) {
    for (Frame kept : passed) {
      if (wanted.test(kept)) {
        passed.remove(kept);
        return kept;
      }
    }
    while (true) {
      Frame frame = read(what);
      if (wanted.test(frame)) {
        return frame;
      }
      passed.add(frame);
    }
  }

  private Frame read(String what) {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      // at once, because each head changes how the next is read
      Http2Headers fields =
          type == HEADERS
              ? decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload))
              : new DefaultHttp2Headers();
      Frame frame = new Frame(type, flags, stream, ByteBuffer.wrap(payload), fields);
      return frame;
    } catch (EOFException e) {
      throw new AssertionError("closed while waiting for " + what + "; came: " + passed, e);
    } catch (Http2Exception e) {
      throw new AssertionError("a head that cannot be read", e);
    } catch (IOException e) {
      throw new AssertionError("failed while waiting for " + what + "; came: " + passed, e);
    }
  }

  /** What came on a stream, to its end. */
  Answer answer(int stream) {
    Http2Headers head = new DefaultHttp2Headers();
    boolean begun = false;
    StringBuilder body = new StringBuilder();
    List<Map.Entry<String, String>> trailers = new ArrayList<>();
    while (true) {
      Frame frame =
          await(
              "an answer on stream " + stream,
              f -> f.stream() == stream && (f.type() <= HEADERS || f.type() == RST_STREAM));
      switch (frame.type()) {
        case RST_STREAM -> {
          return Answer.reset(head, body.toString(), frame.number());
        }
        case DATA -> body.append(StandardCharsets.ISO_8859_1.decode(frame.payload()));
        default -> {
          Http2Headers fields = frame.fields();
          if (!begun) {
            head = fields;
            begun = !head.status().toString().startsWith("1");
          } else {
            fields.forEach(
                f -> trailers.add(Map.entry(f.getKey().toString(), f.getValue().toString())));
          }
        }
      }
      if (frame.ends()) {
        return new Answer(head, body.toString(), trailers, Optional.empty());
      }
    }
  }

  /** The code that the connection is closed with. */
  Http2Error goAway() {
    Frame frame = await("GOAWAY", f -> f.type() == GOAWAY);
    return Http2Error.valueOf(frame.payload().getInt(4));
  }

  /** The code that a stream is reset with. */
  Http2Error reset(int stream) {
    Frame frame = await("RST_STREAM", f -> f.type() == RST_STREAM && f.stream() == stream);
    return Http2Error.valueOf(frame.number());
  }

  /** Waits until the other side has closed the connection, and has seen everything sent before. */
  void awaitEnd() {
    try {
      while (in.read() >= 0) {
        // nothing but the end is of interest
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection was not closed", e);
    } catch (IOException e) {
      // a reset ends it too
    }
  }

  /** Waits until everything sent so far was seen. */
  FrameClient sync() {
    send(PING, 0, 0, new byte[8]);
    await("a ping's answer", f -> f.type() == PING && (f.flags() & ACK) != 0);
    return this;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
