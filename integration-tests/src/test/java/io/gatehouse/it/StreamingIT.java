package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Content far larger than the heap of the gateway that passes it on. */
class StreamingIT {

  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 4_000;
  private static final long TOTAL = (long) PIECE * PIECES;

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("streaming")
            .javaOption("-Xmx96m")
            .file(
                "apis/bulk.yaml",
                """
                api: bulk
                version: "1"
                routes: [ { name: all, match: { paths: [/bulk/**] }, to: { upstream: u } } ]
                upstreams: { u: { targets: [ { url: "%s" } ] } }
                limits: { body: 1GiB }
                """
                    .formatted(UPSTREAM.url()))
            .start();
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

  private static byte[] piece(int number) {
    byte[] piece = new byte[PIECE];
    for (int i = 0; i < PIECE; i++) {
      piece[i] = (byte) (i * 31 + number);
    }
    return piece;
  }

  private static long checksum() {
    CRC32 checksum = new CRC32();
    for (int i = 0; i < PIECES; i++) {
      checksum.update(piece(i));
    }
    return checksum.getValue();
  }

  @Test
  void anUploadStreams() {
    long before = gateway.figures().residentBytes();
    try (RawHttp http = gateway.connect()) {
      http.send("POST /bulk/up HTTP/1.1\r\nHost: it.test\r\nContent-Length: " + TOTAL + "\r\n\r\n");
      for (int i = 0; i < PIECES; i++) {
        http.send(piece(i));
      }
      assertThat(http.response().status()).isEqualTo(200);
    }
    Received request = UPSTREAM.only();
    assertThat(request.length()).isEqualTo(TOTAL);
    assertThat(request.checksum()).isEqualTo(checksum());
    assertThat(gateway.figures().residentBytes() - before).isLessThan(TOTAL / 2);
  }

  @Test
  void aDownloadStreams() throws IOException {
    UPSTREAM.answer(
        (request, wire) -> {
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
          for (int i = 0; i < PIECES; i++) {
            wire.send(piece(i));
          }
        });
    long before = gateway.figures().residentBytes();
    try (RawHttp http = gateway.connect()) {
      http.send("GET /bulk/down HTTP/1.1\r\nHost: it.test\r\nConnection: close\r\n\r\n");
      assertThat(checksumOfContent(http.in())).isEqualTo(checksum());
    }
    assertThat(gateway.figures().residentBytes() - before).isLessThan(TOTAL / 2);
  }

  /** Of what stands behind the head. */
  private static long checksumOfContent(InputStream in) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      matched = c == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
    }
    CRC32 checksum = new CRC32();
    byte[] buffer = new byte[PIECE];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      checksum.update(buffer, 0, n);
    }
    return checksum.getValue();
  }

  @Test
  void whatIsThereIsPassedOnBeforeTheRestComes() throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    UPSTREAM.answer(
        (request, wire) -> {
          wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ndata\n\n\r\n");
          try {
            read.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          wire.send("0\r\n\r\n");
        });
    try (RawHttp http = gateway.connect()) {
      http.send("GET /bulk/events HTTP/1.1\r\nHost: it.test\r\nAccept: text/event-stream\r\n\r\n");
      byte[] seen = new byte[4096];
      StringBuilder text = new StringBuilder();
      Awaiting.until(
          "the first event arrives",
          () -> {
            int n = http.in().read(seen);
            text.append(new String(seen, 0, n, java.nio.charset.StandardCharsets.ISO_8859_1));
            return text.indexOf("data\n\n") > 0;
          });
      read.countDown();
    }
    assertThat(read.getCount()).isZero();
  }

  @Test
  void aClientThatGoesAwayEndsTheRequestBehindIt() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    UPSTREAM.answer(
        (request, wire) -> {
          asked.countDown();
          try {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
              wire.send(piece(i));
            }
          } catch (IOException e) {
            refused.countDown();
            throw e;
          }
        });
    try (RawHttp http = gateway.connect()) {
      http.send("GET /bulk/left HTTP/1.1\r\nHost: it.test\r\n\r\n");
      Awaiting.until("the upstream is asked", () -> asked.getCount() == 0);
    }
    Awaiting.until("the upstream's connection is closed", () -> refused.getCount() == 0);
    UPSTREAM.answer(Responder.text("ok"));
    assertThat(gateway.get("/bulk/again").status()).isEqualTo(200);
  }
}
