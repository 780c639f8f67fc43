package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What is hostile by when it comes. The gateway's timeouts are those of {@link HostileGround}: one
 * second for a head, one between two reads of a body, two between requests, three for the upstream.
 */
final class HostileTimings {

  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final String POST =
      "POST /open/slow HTTP/1.1\r\nHost: it.test\r\nContent-Length: 5\r\n";
  private static final String EXPECT = "Expect: 100-continue\r\n\r\n";

  private final int port;
  private final StubUpstream upstream;
  private final List<Outcome> outcomes = new ArrayList<>();

  HostileTimings(int port, StubUpstream upstream) {
    this.port = port;
    this.upstream = upstream;
  }

  /** Something that is tried; what it adds to the list was wrong. */
  private interface Trial {
    void run(List<String> wrong) throws IOException;
  }

  List<Outcome> run() {
    trial("H17", "the body waits to be asked for", this::bodyWaits);
    trial("H17", "the answer comes before the body is asked for", this::answerBeforeBody);
    trial("H17", "an expected body that never comes", this::bodyNeverComes);
    trial("H28", "a connection that the upstream closes between two requests", this::idleRace);
    trial("H28", "a request without an answer is not repeated", this::notRepeated);
    trial("H29", "a head that comes byte by byte", this::slowHead);
    trial("H29", "a body that stops", this::slowBody);
    trial("H29", "a client that does not read", this::slowRead);
    trial("H29", "clients that say nothing", this::silent);
    trial("F01", "an upstream that never answers", this::upstreamSilent);
    trial("F01", "an upstream that stops in the middle", this::upstreamStops);
    return outcomes;
  }

  private void trial(String id, String title, Trial trial) {
    List<String> wrong = new ArrayList<>();
    upstream.answer(Responder.text("ok"));
    upstream.forget();
    try {
      trial.run(wrong);
    } catch (IOException | UncheckedIOException | IllegalStateException | AssertionError e) {
      wrong.add(e.toString());
    }
    upstream.answer(Responder.text("ok"));
    try (RawHttp http = RawHttp.connect(port)) {
      http.send("GET /open/probe HTTP/1.1\r\nHost: it.test\r\n\r\n");
      expect(200, http.response(), wrong);
    } catch (UncheckedIOException | IllegalStateException e) {
      wrong.add("the next good request failed: " + e);
    }
    outcomes.add(new Outcome(id, title, wrong));
  }

  private static void expect(int status, RawResponse response, List<String> wrong) {
    if (response.status() != status) {
      wrong.add("answered " + response.status() + " (expected: " + status + ")");
    }
  }

  private void bodyWaits(List<String> wrong) {
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(POST + EXPECT);
      Optional<RawResponse> interim = http.read();
      if (interim.map(RawResponse::status).orElse(0) != 100) {
        wrong.add("not asked for the body: " + interim);
        return;
      }
      http.send("hello");
      RawResponse response = http.read().orElseThrow();
      expect(200, response, wrong);
      if (!upstream.last().text().equals("hello")) {
        wrong.add("the body is '" + upstream.last().text() + "'");
      }
    }
  }

  private void answerBeforeBody(List<String> wrong) {
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(POST.replace("/open/slow", "/api/admin") + EXPECT);
      expect(401, http.read().orElseThrow(), wrong);
      if (!http.closesWithin(LIMIT)) {
        wrong.add("the connection stays open, and nobody knows what the next bytes on it are");
      }
    }
  }

  private void bodyNeverComes(List<String> wrong) {
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(POST + EXPECT);
      expect(408, http.response(), wrong);
      if (!http.closesWithin(LIMIT)) {
        wrong.add("the connection stays open");
      }
    }
    if (!upstream.received().isEmpty()) {
      wrong.add("the upstream got a whole request");
    }
  }

  private void idleRace(List<String> wrong) {
    upstream.answer(
        (request, wire) -> {
          wire.respond(200, "ok");
          wire.close();
        });
    try (RawHttp http = RawHttp.connect(port)) {
      for (int i = 0; i < 200; i++) {
        http.send("GET /open/race HTTP/1.1\r\nHost: it.test\r\n\r\n");
        expect(200, http.response(), wrong);
      }
    }
  }

  private void notRepeated(List<String> wrong) {
    upstream.answer((request, wire) -> wire.close());
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(POST + "\r\nhello");
      expect(502, http.response(), wrong);
    }
    if (upstream.received().size() != 1) {
      wrong.add("the upstream got it " + upstream.received().size() + " times");
    }
  }

  private void slowHead(List<String> wrong) {
    try (RawHttp http = RawHttp.connect(port)) {
      long begun = System.nanoTime();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (byte b :
                        "GET /open/slow HTTP/1.1\r\nHost: it.test\r\nX: "
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
                      http.send(new byte[] {b});
                      LockSupport.parkNanos(200_000_000);
                    }
                  });
      Optional<RawResponse> response = http.read();
      response.ifPresent(r -> expect(408, r, wrong));
      if (System.nanoTime() - begun > LIMIT.toNanos() || !http.closesWithin(LIMIT)) {
        wrong.add("it may go on for longer than " + LIMIT);
      }
      writer.interrupt();
    }
  }

  private void slowBody(List<String> wrong) {
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(POST + "\r\nhe");
      expect(408, http.response(), wrong);
      if (!http.closesWithin(LIMIT)) {
        wrong.add("the connection stays open");
      }
    }
    if (!upstream.received().isEmpty()) {
      wrong.add("the upstream got a whole request");
    }
  }

  private void slowRead(List<String> wrong) throws IOException {
    AtomicInteger written = new AtomicInteger();
    upstream.answer(
        (request, wire) -> {
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
          byte[] piece = new byte[100_000];
          for (int i = 0; i < 1000; i++) {
            wire.send(piece);
            written.incrementAndGet();
          }
        });
    try (RawHttp http = RawHttp.connect(port)) {
      http.socket().setReceiveBufferSize(1024);
      int open = upstream.openConnections();
      http.send("GET /open/slow HTTP/1.1\r\nHost: it.test\r\n\r\n");
      Awaiting.until("the upstream is asked", () -> upstream.heads() == 1);
      Awaiting.until(
          "the upstream's connection is given up",
          LIMIT.plusSeconds(4),
          () -> upstream.openConnections() <= Math.max(open - 1, 0));
    }
    if (written.get() >= 1000) {
      wrong.add("the gateway took the whole response in for a client that does not read");
    }
  }

  private void silent(List<String> wrong) throws IOException {
    List<RawHttp> connections = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        connections.add(RawHttp.connect(port));
      }
      try (RawHttp http = RawHttp.connect(port)) {
        http.send("GET /open/meanwhile HTTP/1.1\r\nHost: it.test\r\n\r\n");
        expect(200, http.response(), wrong);
      }
      long open = connections.stream().filter(c -> !c.closesWithin(LIMIT)).count();
      if (open > 0) {
        wrong.add(open + " of them are still connected");
      }
    } finally {
      connections.forEach(RawHttp::close);
    }
  }

  private void upstreamSilent(List<String> wrong) {
    upstream.answer((request, wire) -> {});
    try (RawHttp http = RawHttp.connect(port)) {
      http.send("GET /open/silent HTTP/1.1\r\nHost: it.test\r\n\r\n");
      RawResponse response = http.response();
      expect(504, response, wrong);
      wrong.addAll(Ours.violations(response));
    }
  }

  private void upstreamStops(List<String> wrong) {
    upstream.answer(
        (request, wire) -> wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
    try (RawHttp http = RawHttp.connect(port)) {
      http.send("GET /open/stops HTTP/1.1\r\nHost: it.test\r\n\r\n");
      RawResponse response = http.response();
      if (response.whole()) {
        wrong.add("a part passes for the whole");
      }
      if (!http.closesWithin(LIMIT)) {
        wrong.add("the connection stays open");
      }
    }
  }
}
