package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.definition.UpstreamDefinition.Timeouts;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.status.State;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.RequestBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who cuts the call, after how long, and in which words. */
class TimeLimitsTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(150);

  private final UpstreamFixture client = new UpstreamFixture();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void waitsForTheHeadOfAResponseOnlySoLong() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.playing(ScriptedTarget.Wire::awaitEnd)) {
      Upstream upstream = client.upstream(new Timeouts(LONG, SHORT, LONG), target.url());

      Problem problem = client.problem(upstream, RequestBuilder.any());

      assertThat(problem.code()).isEqualTo("UPSTREAM_TIMEOUT");
      assertThat(problem.status()).isEqualTo(504);
      assertThat(problem.detail()).contains("150ms", "timeouts.request");
      assertThat(client.idleConnections(upstream)).isZero();
      assertThat(upstream.status().getFirst().state()).isEqualTo(State.DEGRADED);
    }
  }

  @Test
  void waitsOnAConnectionUsedBeforeOnlySoLong() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
              wire.awaitEnd();
            })) {
      Upstream upstream =
          client.upstream(new Timeouts(LONG, Duration.ofSeconds(2), LONG), target.url());
      client.text(upstream, RequestBuilder.any());

      assertThat(client.problem(upstream, RequestBuilder.any()).code())
          .isEqualTo("UPSTREAM_TIMEOUT");
      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void drippingInterimResponsesDoNotExtendTheWait() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 102 Processing\r\n\r\n");
              wire.awaitEnd();
            })) {
      Upstream upstream = client.upstream(new Timeouts(LONG, SHORT, LONG), target.url());

      assertThat(client.problem(upstream, RequestBuilder.any()).code())
          .isEqualTo("UPSTREAM_TIMEOUT");
    }
  }

  @Test
  void doesNotHoldTheTargetToTheTimeThatTheClientTakes() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.playing(ScriptedTarget.Wire::awaitEnd)) {
      Upstream upstream = client.upstream(new Timeouts(LONG, SHORT, SHORT), target.url());

      CompletableFuture<GatewayResponse> answer =
          client
              .sending(
                  upstream,
                  RequestBuilder.of("POST", "/")
                      .body(new PiecewiseBody(10, List.of("abc", PiecewiseBody.NEVER)))
                      .build(),
                  client.exchange())
              .toCompletableFuture();

      assertThatThrownBy(() -> answer.get(SHORT.toMillis() * 4, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(upstream.status().getFirst().state()).isEqualTo(State.SERVING);
    }
  }

  @Test
  void waitsForATargetThatTakesNothingOnlySoLong() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (ScriptedTarget target = ScriptedTarget.playing(wire -> awaiting(told))) {
      Upstream upstream = client.upstream(new Timeouts(LONG, LONG, SHORT), target.url());
      String piece = "x".repeat(1 << 20);

      Problem problem =
          client.problem(
              upstream,
              RequestBuilder.of("POST", "/")
                  .body(new PiecewiseBody(64L << 20, Collections.nCopies(64, piece)))
                  .build());

      assertThat(problem.code()).isEqualTo("UPSTREAM_TIMEOUT");
      assertThat(problem.detail()).contains("took nothing of the request's content");
      told.countDown();
    }
  }

  @Test
  void waitsForTheRestOfAResponseOnlySoLong() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
              wire.awaitEnd();
            })) {
      Upstream upstream = client.upstream(new Timeouts(LONG, LONG, SHORT), target.url());

      GatewayResponse response = client.get(upstream);
      Problem problem = UpstreamFixture.problemOf(UpstreamFixture.collect(response.body()));

      assertThat(problem.code()).isEqualTo("UPSTREAM_TIMEOUT");
      assertThat(problem.detail()).contains("150ms", "timeouts.idle");
      assertThat(client.idleConnections(upstream)).isZero();
    }
  }

  @Test
  void waitsForAConnectionOnlySoLong() throws Exception {
    // a listener whose queue is full leaves further connections unanswered
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> queued = fill(full);
      URI url = URI.create("http://127.0.0.1:" + full.getLocalPort());

      Problem byConnect =
          client.problem(
              client.upstream(new Timeouts(SHORT, LONG, LONG), url), RequestBuilder.any());
      Problem byRequest =
          client.problem(
              client.upstream(new Timeouts(LONG, SHORT, LONG), url), RequestBuilder.any());

      assertThat(byConnect.code()).isEqualTo("UPSTREAM_CONNECT_TIMEOUT");
      assertThat(byConnect.status()).isEqualTo(504);
      assertThat(byConnect.detail()).contains("150ms", "timeouts.connect");
      assertThat(byRequest.code()).isEqualTo("UPSTREAM_TIMEOUT");
      assertThat(byRequest.detail()).contains("timeouts.request");
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  private static List<Socket> fill(ServerSocket server) throws Exception {
    List<Socket> queued = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      queued.add(new Socket(server.getInetAddress(), server.getLocalPort()));
    }
    return queued;
  }

  private static void awaiting(CountDownLatch told) {
    try {
      assertThat(told.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
