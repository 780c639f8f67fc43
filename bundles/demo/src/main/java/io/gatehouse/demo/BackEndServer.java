package io.gatehouse.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A back end on a port of this machine. */
final class BackEndServer implements AutoCloseable {

  private static final int BACKLOG = 100;
  private static final int MOST_BODY = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService threads;

  private BackEndServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Listens on the loopback address; port 0 takes any that is free. */
  static BackEndServer open(String name, int port, BackEnd backEnd) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("demo-" + name, 0).factory());
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, backEnd));
    server.start();
    return new BackEndServer(server, threads);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void handle(HttpExchange exchange, BackEnd backEnd) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY);
      BackEnd.Answer answer =
          backEnd.answer(
              new BackEnd.Call(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getPath(),
                  new String(body, StandardCharsets.UTF_8)));
      byte[] content = (answer.body() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      // What real back ends give away about themselves, for a policy to remove.
      exchange.getResponseHeaders().set("X-Powered-By", "gatehouse-demo");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head ? -1 : content.length);
      if (!head) {
        exchange.getResponseBody().write(content);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
