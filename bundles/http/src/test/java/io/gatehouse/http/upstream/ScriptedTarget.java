package io.gatehouse.http.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A target on the loopback address that says exactly the bytes a test wants. */
final class ScriptedTarget implements AutoCloseable {

  /** What the target does with a connection; the connection closes when it returns. */
  @FunctionalInterface
  interface Script {
    void play(Wire wire) throws IOException;
  }

  private final ServerSocket server;
  private final String scheme;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Collection<String> requests = new ConcurrentLinkedQueue<>();
  private final Collection<Closeable> open = new ConcurrentLinkedQueue<>();

  private ScriptedTarget(ServerSocket server, String scheme, Script script) {
    this.server = server;
    this.scheme = scheme;
    Thread.ofVirtual().start(() -> accept(script));
  }

  static ScriptedTarget playing(Script script) {
    try {
      return on(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScriptedTarget on(ServerSocket server, String scheme, Script script) {
    return new ScriptedTarget(server, scheme, script);
  }

  /** Answers every request on a connection with these bytes. */
  static ScriptedTarget answering(String response) {
    return playing(
        wire -> {
          while (wire.readRequest()) {
            wire.send(response);
          }
        });
  }

  /** A port where nobody listens. */
  static URI refusing() {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + taken.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return url("127.0.0.1");
  }

  URI url(String host) {
    return URI.create(scheme + "://" + host + ":" + port());
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections it has taken. */
  int connections() {
    return accepted.get();
  }

  /** All requests in order: head and content, as they came. */
  Collection<String> requests() {
    return requests;
  }

  String onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError(requests.size() + " requests (expected: one)");
    }
    return requests.iterator().next();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Closeable socket : open) {
      socket.close();
    }
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> play(script, socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void play(Script script, Socket socket) {
    try (socket) {
      script.play(new Wire(socket, accepted.get()));
    } catch (IOException e) {
      requests.add("failed: " + e.getMessage());
    }
  }

  /** The target's end of a connection. */
  final class Wire {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");

    private final Socket socket;
    private final int number;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** From 1: which of the target's connections this is. */
    int number() {
      return number;
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Reads one request and keeps it; false where the connection ended instead. */
    boolean readRequest() throws IOException {
      String head = readHead();
      if (head.isEmpty()) {
        return false;
      }
      Matcher length = LENGTH.matcher(head);
      String content = "";
      if (length.find()) {
        content = text(in.readNBytes(Integer.parseInt(length.group(1))));
      } else if (head.contains("transfer-encoding: chunked")) {
        content = readUntil("0\r\n\r\n");
      }
      requests.add(head + content);
      return true;
    }

    /** Reads the head of a request only; empty where the connection ended instead. */
    String readHead() throws IOException {
      return readUntil("\r\n\r\n");
    }

    /** The next byte, -1 at the end. */
    int read() throws IOException {
      return in.read();
    }

    /** Reads and throws away. */
    int read(byte[] into) throws IOException {
      return in.read(into);
    }

    /** Waits until the other side closes. */
    void awaitEnd() {
      try {
        while (in.read() >= 0) {
          // what still comes does not matter
        }
      } catch (IOException e) {
        // a reset is an end, too
      }
    }

    /** Makes the connection end in a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private String readUntil(String end) throws IOException {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      byte last = (byte) end.charAt(end.length() - 1);
      for (int next = in.read(); next >= 0; next = in.read()) {
        read.write(next);
        if (next == last && text(read.toByteArray()).endsWith(end)) {
          return text(read.toByteArray());
        }
      }
      return "";
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
