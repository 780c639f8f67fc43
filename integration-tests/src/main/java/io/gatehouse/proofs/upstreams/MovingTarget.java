package io.gatehouse.proofs.upstreams;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.it.harness.StubUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** A target whose name leads to one address and then to another; it serves at both. */
final class MovingTarget implements AutoCloseable {

  private final StubUpstream there = StubUpstream.answering("new");
  private final HttpServer here;
  private final NameServer names;

  MovingTarget() {
    try {
      here = HttpServer.create(new InetSocketAddress(loopback(2), there.port()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    here.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    here.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write("old".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    here.start();
    names = new NameServer(loopback(2));
  }

  /** As a definition names it. */
  String url() {
    return "http://orders.test:" + there.port();
  }

  /** Writes what has a resolver ask for its name. */
  void writeSettings(Path file) {
    names.writeSettings(file);
  }

  void move() {
    names.answer(loopback(1));
  }

  /** Whether a request came to where it is now. */
  boolean found() {
    return there.heads() > 0;
  }

  /** An address that leads nowhere but here. */
  private static InetAddress loopback(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    names.close();
    here.stop(0);
    there.close();
  }
}
