package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Content that scripts change as it streams, SOAP, and scripts that are out of service. */
class ScriptContentIT {

  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 480;

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("script-content")
            .javaOption("-Xmx128m")
            .file("policies/shift.js", SHIFT)
            .file("policies/soap.js", SOAP)
            .file("policies/open.js", runaway("open"))
            .file("policies/closed.js", runaway("closed"))
            .file(
                "apis/content.yaml",
                """
                api: content
                version: "1"
                upstreams: { u: { targets: [ { url: "%s" } ] } }
                limits: { body: 1GiB }
                routes:
                  - { name: shift, match: { paths: [/shift/**] }, policies: [ shift ], to: { upstream: u } }
                  - { name: soap, match: { paths: [/soap] }, policies: [ soap ], to: { upstream: u } }
                  - { name: open, match: { paths: [/open/**] }, policies: [ open ], to: { upstream: u } }
                  - { name: closed, match: { paths: [/closed/**] }, policies: [ closed ], to: { upstream: u } }
                """
                    .formatted(UPSTREAM.url()))
            .start();
  }

  private static final String SHIFT =
      """
      export const meta = { body: { request: "stream", response: "stream" } };
      const plusOne = (fails) => new TransformStream({
        transform(chunk, controller) {
          if (chunk.includes(33)) fails();
          controller.enqueue(chunk.map((byte) => byte + 1));
        },
      });
      export function onRequest(request) {
        if (request.body === null) return;
        request.body = request.body.pipeThrough(plusOne(() => { throw new GatewayError(422, "No !"); }));
      }
      export function onResponse(response) {
        if (response.body === null || response.status !== 200) return;
        return new Response(response.body.pipeThrough(plusOne(() => { throw new Error("by content"); })), response);
      }
      """;

  private static final String SOAP =
      """
      export const meta = { body: { request: "xml" } };
      export function onRequest(request, context) {
        if (request.soap === undefined) throw new GatewayError(415, "SOAP expected");
        request.headers.set("x-operation", request.soap.operation ?? "none");
        request.soap.header = xml.element("t:Id", { "xmlns:t": "urn:t" }, "7");
      }
      """;

  private static String runaway(String onFailure) {
    return """
    export const meta = { timeoutMs: 20, onFailure: "%s" };
    export function onRequest(request) { if (request.path.endsWith("/run")) for (;;) ; }
    """
        .formatted(onFailure);
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  @BeforeEach
  void forget() {
    UPSTREAM.answer(Responder.text("ok"));
    UPSTREAM.forget();
  }

  @Test
  void anUploadIsChangedAsItStreams() {
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, (byte) 'a');
    long total = (long) PIECE * PIECES;
    long before = gateway.figures().residentBytes();

    try (RawHttp http = gateway.connect()) {
      http.send(
          "POST /shift/up HTTP/1.1\r\nHost: it.test\r\nContent-Length: " + total + "\r\n\r\n");
      for (int i = 0; i < PIECES; i++) {
        http.send(piece);
      }
      RawResponse response = http.response();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("pl");
    }

    assertThat(UPSTREAM.only().length()).isEqualTo(total);
    assertThat(UPSTREAM.only().first("content-length")).isEmpty();
    java.util.zip.CRC32 expected = new java.util.zip.CRC32();
    Arrays.fill(piece, (byte) 'b');
    for (int i = 0; i < PIECES; i++) {
      expected.update(piece);
    }
    assertThat(UPSTREAM.only().checksum()).isEqualTo(expected.getValue());
    assertThat(gateway.figures().residentBytes() - before).isLessThan(96L * 1024 * 1024);
  }

  @Test
  void anEventIsChangedAndPassedOnBeforeTheNextOneComes() {
    CountDownLatch read = new CountDownLatch(1);
    UPSTREAM.answer(
        (request, wire) -> {
          wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndata\r\n");
          try {
            read.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          wire.send("3\r\nend\r\n0\r\n\r\n");
        });
    try (RawHttp http = gateway.connect()) {
      http.send("GET /shift/events HTTP/1.1\r\nHost: it.test\r\nConnection: close\r\n\r\n");
      StringBuilder text = new StringBuilder();
      byte[] seen = new byte[4096];
      for (String event : new String[] {"ebub", "foe"}) {
        Awaiting.until(
            "the event " + event,
            () -> {
              int n = http.in().read(seen);
              text.append(new String(seen, 0, Math.max(0, n), StandardCharsets.ISO_8859_1));
              return text.indexOf(event) > 0;
            });
        read.countDown();
      }
    }
  }

  @Test
  void aTransformThatFailsEndsTheExchange() {
    RawResponse refused = gateway.send("POST", "/shift/up", "no!");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains("SCRIPT_REFUSED").contains("No !");

    UPSTREAM.answer(Responder.text("broken!"));
    try (RawHttp http = gateway.connect()) {
      http.send("GET /shift/down HTTP/1.1\r\nHost: it.test\r\n\r\n");
      assertThat(new String(rest(http), StandardCharsets.ISO_8859_1))
          .as("the content does not end as complete content does")
          .doesNotEndWith("0\r\n\r\n");
    }
    assertThat(gateway.log()).contains("by content");
    UPSTREAM.answer(Responder.text("ok"));
    assertThat(gateway.get("/shift/again").text()).isEqualTo("pl");
  }

  /** All that comes until the connection ends, however it does. */
  private static byte[] rest(RawHttp http) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    try {
      for (int c = http.in().read(); c >= 0; c = http.in().read()) {
        all.write(c);
      }
    } catch (java.io.IOException e) {
      assertThat(e).isInstanceOf(java.net.SocketException.class);
    }
    return all.toByteArray();
  }

  @Test
  void soapIsReadAndChanged() {
    String envelope =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><Get/>%s</s:Body>"
            + "</s:Envelope>";

    assertThat(gateway.send("POST", "/soap", envelope.formatted("")).status()).isEqualTo(200);
    assertThat(UPSTREAM.last().first("x-operation")).contains("Get");
    assertThat(UPSTREAM.last().text())
        .contains("<s:Header><t:Id xmlns:t=\"urn:t\">7</t:Id></s:Header><s:Body><Get/></s:Body>");
    RawResponse twice = gateway.send("POST", "/soap", envelope.formatted("</s:Body><s:Body>"));
    assertThat(twice.status()).isEqualTo(400);
    assertThat(twice.text()).contains("BODY_NOT_SOAP").contains("2 Body elements");
    assertThat(gateway.send("POST", "/soap", "<order/>").status()).isEqualTo(415);
  }

  @Test
  void whatIsOutOfServiceFailsOrLetsPassAsDeclared() {
    for (String name : new String[] {"open", "closed"}) {
      Awaiting.until(
          name + " is out of service",
          () -> {
            gateway.get("/" + name + "/run");
            return gateway
                .run("status")
                .output()
                .contains(
                    "stopped too often; "
                        + (name.equals("open") ? "messages pass" : "requests fail"));
          });
    }

    assertThat(gateway.get("/open/any").status()).isEqualTo(200);
    RawResponse closed = gateway.get("/closed/any");
    assertThat(closed.status()).isEqualTo(503);
    assertThat(closed.text()).contains("SCRIPT_QUARANTINED");
    assertThat(gateway.admin().metrics())
        .contains("gatehouse_policy_events_total{policy=\"open\",event=\"skipped_out_of_service\"")
        .doesNotContain("policy=\"closed\",event=\"skipped");
    assertThat(gateway.log()).contains("messages pass without it");
  }
}
