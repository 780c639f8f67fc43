package io.gatehouse.http.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to. */
final class WireClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  /** One response as it came. */
  record Response(int status, Map<String, String> fields, String body) {

    String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  private final Socket socket;
  private final InputStream in;

  WireClient(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WireClient connect(int port) {
    return connect(port, new Socket());
  }

  static WireClient connect(int port, Socket socket) {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new WireClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Socket socket() {
    return socket;
  }

  /** Sends text; each character is one byte. */
  WireClient send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WireClient sendEnd() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever comes until the other side closes, in order or by a reset. */
  String readToEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection was not closed; so far: " + all, e);
    } catch (IOException e) {
      // a reset ends it too
      return all.toString(StandardCharsets.ISO_8859_1) + "<reset>";
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** One line without its end. */
  String readLine() {
    StringBuilder line = new StringBuilder();
    try {
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new AssertionError("closed within a line: " + line);
        }
        line.append((char) b);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString().stripTrailing();
  }

  /** One response with its content, whose framing it must state. */
  Response read() {
    return read(false);
  }

  /** The response to a HEAD request. */
  Response readHeadOnly() {
    return read(true);
  }

  private Response read(boolean headOnly) {
    int status = Integer.parseInt(readLine().split(" ", 3)[1]);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      fields.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    if (headOnly || status == 204 || status == 304 || status < 200) {
      return new Response(status, fields, "");
    }
    if (fields.containsKey("transfer-encoding")) {
      return new Response(status, fields, chunks());
    }
    if (fields.containsKey("content-length")) {
      return new Response(status, fields, exactly(Integer.parseInt(fields.get("content-length"))));
    }
    return new Response(status, fields, readToEnd());
  }

  private String chunks() {
    StringBuilder all = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      if (size == 0) {
        StringBuilder trailers = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
          trailers.append('|').append(line);
        }
        return all.append(trailers).toString();
      }
      all.append(exactly(size));
      readLine();
    }
  }

  String exactly(int length) {
    try {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new AssertionError("closed after " + bytes.length + " of " + length + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
