package io.gatehouse.it.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the cases one after the other, each followed by a good request of somebody else, and notes
 * what was not as it must be. The access log is read at the end: within the time that a case took
 * there must be one line for each response.
 */
final class HostileRun {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  private final int port;
  private final StubUpstream upstream;
  private final Map<HostileCase, List<String>> violations = new LinkedHashMap<>();
  private final List<Sent> sent = new ArrayList<>();

  HostileRun(int port, StubUpstream upstream) {
    this.port = port;
    this.upstream = upstream;
  }

  /**
   * A case and the statuses it was answered with.
   *
   * @param from when it began, in milliseconds; nothing else began until {@code to}
   */
  private record Sent(
      HostileCase hostile, List<Integer> statuses, long from, long to, String probe) {}

  /** What was wrong with each case; an empty list where nothing was. */
  Map<HostileCase, List<String>> run(List<HostileCase> cases) {
    for (HostileCase hostile : cases) {
      List<String> wrong = new ArrayList<>();
      violations.put(hostile, wrong);
      upstream.forget();
      long from = nextInstant();
      List<Integer> statuses = send(hostile, wrong);
      long to = nextInstant();
      judgeUpstream(hostile, wrong);
      String probe = "/open/probe-" + sent.size();
      probe(probe, wrong);
      sent.add(new Sent(hostile, statuses, from, to, probe));
    }
    return violations;
  }

  /** A time that no request before has in the log, to the millisecond. */
  private static long nextInstant() {
    LockSupport.parkNanos(3_000_000);
    return System.currentTimeMillis();
  }

  private List<Integer> send(HostileCase hostile, List<String> wrong) {
    List<Integer> statuses = new ArrayList<>();
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(hostile.bytes());
      if (hostile.finish()) {
        http.halfClose();
      }
      for (Set<Integer> allowed : hostile.expectation().answers()) {
        Optional<RawResponse> response = finalResponse(http, method(hostile));
        response.ifPresent(r -> statuses.add(r.status()));
        if (!judgeAnswer(allowed, response, wrong)) {
          return statuses;
        }
      }
      judgeEnding(hostile, http, statuses, wrong);
    } catch (UncheckedIOException e) {
      wrong.add("connection: " + e.getCause());
    }
    return statuses;
  }

  private static String method(HostileCase hostile) {
    return new String(
                hostile.bytes(),
                0,
                Math.min(4, hostile.bytes().length),
                java.nio.charset.StandardCharsets.ISO_8859_1)
            .equals("HEAD")
        ? "HEAD"
        : "GET";
  }

  private static Optional<RawResponse> finalResponse(RawHttp http, String method) {
    Optional<RawResponse> response = http.read(method);
    while (response.isPresent()
        && response.get().status() < 200
        && response.get().status() != 101) {
      response = http.read(method);
    }
    return response;
  }

  /** Whether it makes sense to go on. */
  private static boolean judgeAnswer(
      Set<Integer> allowed, Optional<RawResponse> response, List<String> wrong) {
    int status = response.map(RawResponse::status).orElse(Expectation.NONE);
    if (!allowed.contains(status)) {
      wrong.add(
          "answered "
              + (status == Expectation.NONE ? "not at all" : status)
              + " (expected: "
              + allowed
              + ")");
      return false;
    }
    if (response.isPresent() && Expectation.isOurs(response.get())) {
      wrong.addAll(Ours.violations(response.get()));
    }
    return response.isPresent();
  }

  private void judgeEnding(
      HostileCase hostile, RawHttp http, List<Integer> statuses, List<String> wrong) {
    switch (hostile.expectation().ending()) {
      case CLOSED -> {
        if (!http.closesWithin(CLOSE_LIMIT)) {
          wrong.add("the connection stays open, or more is sent on it");
        }
      }
      case OPEN -> {
        http.send("GET /open/again HTTP/1.1\r\nHost: it.test\r\n\r\n");
        Optional<RawResponse> again = http.read();
        if (again.map(RawResponse::status).orElse(0) != 200) {
          wrong.add("the connection is not fit for another request");
        }
        statuses.add(200);
      }
      case EITHER -> {}
    }
  }

  private void judgeUpstream(HostileCase hostile, List<String> wrong) {
    Expectation expected = hostile.expectation();
    List<Received> received =
        upstream.received().stream().filter(r -> !r.target().equals("/open/again")).toList();
    if (!expected.seen().contains(received.size())) {
      wrong.add(
          "reached the upstream "
              + received.size()
              + " times (expected: "
              + expected.seen()
              + "): "
              + received.stream().map(Received::head).toList());
    }
    if (!expected.partial() && upstream.heads() > upstream.received().size()) {
      wrong.add("a part of it reached the upstream");
    }
    upstream.complaints().forEach(complaint -> wrong.add("the upstream got " + complaint));
    if (!received.isEmpty()) {
      for (Expectation.Check check : expected.checks()) {
        if (!check.holds(received.getLast())) {
          wrong.add("not " + check + " but:\n" + received.getLast().head());
        }
      }
    }
  }

  /** Somebody else's request, which must be served as if nothing had happened. */
  private void probe(String path, List<String> wrong) {
    try (RawHttp http = RawHttp.connect(port)) {
      http.send("GET " + path + " HTTP/1.1\r\nHost: it.test\r\n\r\n");
      RawResponse response = http.response();
      if (response.status() != 200 || !response.text().equals("ok")) {
        wrong.add("the next good request was answered " + response.status());
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      wrong.add("the next good request failed: " + e);
    }
    if (upstream.received().isEmpty() || !upstream.last().target().equals(path)) {
      wrong.add("the next good request did not reach the upstream as it was sent");
    }
  }

  /** Compares the access log with what was answered. */
  Map<HostileCase, List<String>> judgeLog(LogReader log) {
    if (sent.isEmpty()) {
      return Map.of();
    }
    String last = sent.getLast().probe();
    Awaiting.until(
        "the access log is written",
        () -> log.lines().stream().anyMatch(l -> path(l).equals(last)));
    Map<HostileCase, List<String>> wrong = new HashMap<>();
    List<JsonNode> lines = log.lines();
    for (Sent each : sent) {
      wrong.put(
          each.hostile(),
          judgeLines(each, lines.stream().filter(line -> isWithin(each, line)).toList()));
    }
    return wrong;
  }

  private static boolean isWithin(Sent sent, JsonNode line) {
    long time = Instant.parse(line.path("ts").asText()).toEpochMilli();
    return time >= sent.from() - 1 && time < sent.to() - 1;
  }

  /** The lines of the access log so far. */
  @FunctionalInterface
  interface LogReader {
    List<JsonNode> lines();
  }

  private static String path(JsonNode line) {
    return line.path("path").asText();
  }

  private static List<String> judgeLines(Sent sent, List<JsonNode> lines) {
    List<String> wrong = new ArrayList<>();
    int answered = sent.statuses().size();
    boolean mayBeSilent =
        sent.hostile().expectation().answers().getLast().contains(Expectation.NONE);
    if (lines.size() != answered && !(mayBeSilent && lines.size() <= answered + 1)) {
      wrong.add("the access log has " + lines.size() + " lines (expected: " + answered + ")");
      return wrong;
    }
    for (int i = 0; i < Math.min(answered, lines.size()); i++) {
      JsonNode line = lines.get(i);
      if (line.path("status").asInt() != sent.statuses().get(i)) {
        wrong.add("the access log says " + line + " (expected: " + sent.statuses().get(i) + ")");
      } else if (line.path("status").asInt() >= 400 && line.path("failure").asText().isEmpty()) {
        wrong.add("the access log gives no reason: " + line);
      }
    }
    return wrong;
  }
}
