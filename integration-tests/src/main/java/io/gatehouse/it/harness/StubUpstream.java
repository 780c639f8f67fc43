package io.gatehouse.it.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import javax.net.ServerSocketFactory;

/**
 * A back end on plain sockets that writes down what reaches it and answers as it is told, badly if
 * need be. It reads strictly: what it cannot make out is kept in {@link #complaints}.
 */
public final class StubUpstream implements AutoCloseable {

  /** How much of a request's content is kept. */
  public static final int KEPT = 64 * 1024;

  /** Requests remembered; a load of millions would otherwise fill the memory. */
  private static final int REMEMBERED = 10_000;

  private static final int BACKLOG = 512;

  private final ServerSocket server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger heads = new AtomicInteger();
  private volatile Responder responder;

  private StubUpstream(ServerSocket server, Responder responder) {
    this.server = server;
    this.responder = responder;
  }

  /** One that answers everything with 200 and this text. */
  public static StubUpstream answering(String text) {
    return answering(Responder.text(text));
  }

  public static StubUpstream answering(Responder responder) {
    return onPort(0, responder);
  }

  /** On a port of the caller's choice, to come back where one has been before. */
  public static StubUpstream onPort(int port, Responder responder) {
    return on(ServerSocketFactory.getDefault(), port, responder);
  }

  /** One that speaks TLS, shows this certificate, and answers everything with 200 and this text. */
  public static StubUpstream secure(Certificates.Pair pair, String text) {
    return on(pair.server().getServerSocketFactory(), 0, Responder.text(text));
  }

  private static StubUpstream on(ServerSocketFactory sockets, int port, Responder responder) {
    try {
      ServerSocket server =
          sockets.createServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
      StubUpstream stub = new StubUpstream(server, responder);
      Thread.ofVirtual().name("stub-upstream").start(stub::accept);
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** As a definition names it. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** From now on it answers so. */
  public void answer(Responder changed) {
    responder = changed;
  }

  /** Complete requests in order of arrival. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** The one and only request so far. */
  public Received only() {
    if (received.size() != 1) {
      throw new IllegalStateException("requests: " + received.size() + " (expected: 1)");
    }
    return received.getFirst();
  }

  public Received last() {
    return received.getLast();
  }

  /** How many request heads arrived, whatever became of their content. */
  public int heads() {
    return heads.get();
  }

  /** What arrived that no upstream should ever see. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** How many connections were made to it so far. */
  public int connections() {
    return connections.get();
  }

  public int openConnections() {
    return open.size();
  }

  public void forget() {
    received.clear();
    complaints.clear();
    heads.set(0);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().name("stub-upstream-" + number).start(() -> serve(socket, number));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      UpstreamWire wire = new UpstreamWire(socket);
      while (!socket.isClosed() && serveOne(in, wire, number)) {
        // the next request on the same connection
      }
    } catch (IOException e) {
      // the gateway went away: what was read of the request is not counted as received
    } finally {
      open.remove(socket);
    }
  }

  private boolean serveOne(InputStream in, UpstreamWire wire, int number) throws IOException {
    String head = head(in);
    if (head.isEmpty()) {
      return false;
    }
    heads.incrementAndGet();
    List<RawResponse.Field> fields = new ArrayList<>();
    String[] lines = head.substring(0, head.length() - 4).split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1 || lines[i].indexOf('\n') >= 0 || lines[i].indexOf('\r') >= 0) {
        complaints.add("header line '" + lines[i] + "'");
        return false;
      }
      fields.add(
          new RawResponse.Field(
              lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    String[] requestLine = lines[0].split(" ", -1);
    if (requestLine.length != 3 || !requestLine[2].equals("HTTP/1.1")) {
      complaints.add("request line '" + lines[0] + "'");
      return false;
    }
    Content content = new Content();
    if (!readContent(in, fields, content, wire)) {
      return false;
    }
    Received request =
        new Received(
            head,
            requestLine[0],
            requestLine[1],
            List.copyOf(fields),
            content.kept.toByteArray(),
            content.length,
            content.checksum.getValue(),
            number);
    if (received.size() < REMEMBERED) {
      received.add(request);
    }
    responder.answer(request, wire);
    return true;
  }

  private boolean readContent(
      InputStream in, List<RawResponse.Field> fields, Content content, UpstreamWire wire)
      throws IOException {
    List<String> lengths = values(fields, "content-length");
    List<String> codings = values(fields, "transfer-encoding");
    if (lengths.size() + codings.size() > 1) {
      complaints.add("ambiguous length: " + lengths + " " + codings);
      return false;
    }
    if (!values(fields, "expect").isEmpty()) {
      wire.send("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (!lengths.isEmpty()) {
      if (!lengths.getFirst().matches("0|[1-9][0-9]*")) {
        complaints.add("content-length '" + lengths.getFirst() + "'");
        return false;
      }
      content.read(in, Long.parseLong(lengths.getFirst()));
    } else if (!codings.isEmpty()) {
      if (!codings.getFirst().equalsIgnoreCase("chunked")) {
        complaints.add("transfer-encoding '" + codings.getFirst() + "'");
        return false;
      }
      readChunks(in, content);
    }
    return true;
  }

  private void readChunks(InputStream in, Content content) throws IOException {
    for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
      content.read(in, size);
      line(in);
    }
    for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
      if (trailer
          .toLowerCase(java.util.Locale.ROOT)
          .matches("(host|content-length|transfer-encoding|authorization|x-consumer.*):.*")) {
        complaints.add("trailer '" + trailer + "'");
      }
    }
  }

  private long chunkSize(InputStream in) throws IOException {
    String line = line(in);
    if (!line.matches("[0-9a-fA-F]{1,15}")) {
      complaints.add("chunk size line '" + line + "'");
      throw new IOException("bad chunk");
    }
    return Long.parseLong(line, 16);
  }

  private static List<String> values(List<RawResponse.Field> fields, String name) {
    return fields.stream()
        .filter(f -> f.name().equalsIgnoreCase(name))
        .map(RawResponse.Field::value)
        .toList();
  }

  /** Up to the empty line; empty where the connection ended. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      if (c < 0) {
        return "";
      }
      head.write(c);
      matched = c == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : c == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(32);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a request brings, of which only the beginning is kept. */
  private static final class Content {

    final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    final CRC32 checksum = new CRC32();
    long length;

    void read(InputStream in, long wanted) throws IOException {
      byte[] buffer = new byte[(int) Math.min(wanted, 64 * 1024)];
      for (long left = wanted; left > 0; ) {
        int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (n < 0) {
          throw new EOFException();
        }
        checksum.update(buffer, 0, n);
        kept.write(buffer, 0, Math.min(n, KEPT - kept.size()));
        length += n;
        left -= n;
      }
    }
  }
}
