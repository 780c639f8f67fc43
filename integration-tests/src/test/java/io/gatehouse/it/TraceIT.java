package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.GatehouseInstance.Ran;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code gatehouse trace} in recorded situations. */
class TraceIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");

  /** Of the key in the recorded situations. */
  private static final String KEY_HASH =
      "f5b9e87051a78768c7794bf463b1f47b0ec19dc8cd1057e51d244ddc4197331a";

  private static GatehouseInstance gateway;

  /** A request and what is said of it. */
  record Situation(String title, String route, List<String> request, String answer) {
    @Override
    public String toString() {
      return title;
    }
  }

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("trace")
            .file(
                "policies/teapot.js",
                """
                export function onRequest(request) {
                  if (request.headers.has("x-throw")) throw new Error("on purpose");
                  if (request.headers.has("x-teapot")) return new Response("teapot me", { status: 418 });
                }
                export function onResponse() {}
                """)
            .file(
                "etc/consumers.yaml",
                """
                consumers:
                  - id: ada
                    apiKeys: ["sha256:%s"]
                """
                    .formatted(KEY_HASH))
            .file("apis/open.yaml", definition())
            .file(
                "apis/single.yaml",
                """
                api: single
                match: { paths: ["/single/**"] }
                to: { upstream: back }
                upstreams: { back: { targets: [ { url: "%s" } ] } }
                """
                    .formatted(UPSTREAM.url()))
            .start();
  }

  private static String definition() {
    return """
    api: open
    match: { paths: ["/open/**"] }
    routes:
      - { name: plain, match: { paths: [/open/plain] }, to: { upstream: back } }
      - name: decorated
        match: { paths: [/open/decorated] }
        policies: [ { headers: { response: { set: { x-a: "1" } } } }, teapot ]
        to: { upstream: back }
      - name: closed
        match: { paths: [/open/closed] }
        policies: [ { headers: { response: { set: { x-a: "1" } } } }, api-key ]
        to: { upstream: back }
      - name: fixed
        match: { paths: [/open/fixed] }
        policies: [ { fixed-response: { status: 418, body: teapot } } ]
        to: { upstream: back }
      - name: limited
        match: { paths: [/open/limited] }
        policies: [ { rate-limit: { limit: 1, window: 1h } } ]
        to: { upstream: back }
      - { name: scripted, match: { paths: [/open/scripted] }, policies: [ teapot ], to: { upstream: back } }
      - name: down
        match: { paths: [/open/down] }
        policies: [ { headers: { response: { set: { x-a: "1" } } } } ]
        to: { upstream: nobody }
      - name: shared
        match: { paths: [/open/shared], methods: [GET] }
        policies: [ { cors: { allowedOrigins: ["https://a.example"] } } ]
        to: { upstream: back }
    upstreams:
      back: { targets: [ { url: "%s" } ] }
      nobody: { targets: [ { url: "http://127.0.0.1:%d" } ] }
    """
        .formatted(UPSTREAM.url(), FreePorts.next());
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  static List<Situation> situations() throws IOException {
    List<Situation> situations = new ArrayList<>();
    try (InputStream in = Objects.requireNonNull(TraceIT.class.getResourceAsStream("trace.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String block : all.split("(?m)^=== ", -1)) {
        if (!block.startsWith("#")) {
          String[] lines = block.split("\n", 4);
          situations.add(
              new Situation(
                  lines[0], lines[1], List.of(lines[2].split(" \\| ", -1)), lines[3].strip()));
        }
      }
    }
    return situations;
  }

  @ParameterizedTest
  @MethodSource("situations")
  void says(Situation situation) {
    CompletableFuture<Ran> trace =
        CompletableFuture.supplyAsync(
            () -> gateway.run("trace", situation.route(), "-n", "1", "--for", "20"));
    Awaiting.until(
        "the trace has seen a request",
        () -> {
          send(situation.request());
          return trace.isDone();
        });

    Ran ran = trace.join();
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    assertThat(recorded(ran.output(), situation)).isEqualTo(situation.answer());
  }

  private static void send(List<String> request) {
    String[] line = request.getFirst().split(" ", 2);
    List<String> headers = request.subList(1, request.size());
    String body = headers.contains("content-length: 5") ? "hello" : "";
    try (RawHttp http = gateway.connect()) {
      http.send(
          line[0]
              + ' '
              + line[1]
              + " HTTP/1.1\r\nHost: it.test\r\n"
              + String.join("", headers.stream().map(h -> h + "\r\n").toList())
              + "\r\n"
              + body);
      http.response();
    } catch (UncheckedIOException e) {
      throw new AssertionError("a request was dropped", e);
    }
  }

  /** Without times, ids and the length of problems; one space between columns. */
  private static String recorded(String output, Situation situation) {
    String text = output.replaceAll("(?s)\n\n1 of 1 requests through .*", "");
    String[] lines = text.split("\n", -1);
    lines[0] =
        lines[0]
            .replace(situation.request().getFirst(), "~")
            .replaceFirst(" +[0-9.]+ ms ", "")
            .replaceAll(" {2,}[0-9a-f]{24}$", "")
            .replaceFirst("(?<=in, )[0-9]{3,} out", "N out");
    for (int i = 1; i < lines.length; i++) {
      lines[i] = lines[i].replaceFirst("(?<=[a-z]) +[0-9.]+ ms +", " ");
    }
    return String.join("\n", Arrays.stream(lines).map(l -> l.replaceFirst("^~ +", "~ ")).toList())
        .strip();
  }

  @Test
  void saysWhenNoneComeInTime() {
    Ran ran = gateway.run("trace", "open/plain", "-n", "2", "--for", "1");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.output()).contains("0 of 2 requests through open/plain; no more came in time");
  }

  @Test
  void saysWhichRouteWasMeant() {
    Ran ran = gateway.run("trace", "open/plian");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output())
        .contains("There is no route 'open/plian' that serves. Did you mean 'open/plain'?");
  }
}
