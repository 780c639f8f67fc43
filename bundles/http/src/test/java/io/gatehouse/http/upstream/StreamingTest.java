package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.http.ChannelBody;
import io.gatehouse.http.Loops;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Content in both directions, no faster than it is taken. */
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // bytes on a wire are no text
class StreamingTest {

  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 1024;
  private static final long WHOLE = (long) PIECE * PIECES;

  /** Far more than socket buffers and one read hold, far less than the whole. */
  private static final long BOUND = WHOLE / 2;

  private final UpstreamFixture client = new UpstreamFixture();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void readsAResponseNoFasterThanItIsTaken() throws Exception {
    AtomicLong written = new AtomicLong();
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\ncontent-length: " + WHOLE + "\r\n\r\n");
              for (int i = 0; i < PIECES; i++) {
                wire.send(new byte[PIECE]);
                written.addAndGet(PIECE);
              }
              wire.awaitEnd();
            })) {
      Upstream upstream = client.upstream(target.url());

      GatewayResponse response = client.get(upstream);
      SlowReader reader = new SlowReader();
      ((Body.Streamed) response.body()).subscribe(reader);
      reader.ask(1);
      Awaiting.until("first piece", () -> reader.received.get() > 0);
      long stalledAt = stalled(written);

      assertThat(stalledAt).isLessThan(BOUND);

      reader.ask(Long.MAX_VALUE);
      assertThat(UpstreamFixture.await(reader.end)).isEqualTo(WHOLE);
      Awaiting.until("connection back", () -> client.idleConnections(upstream) == 1);
    }
  }

  @Test
  void readsNothingOfAResponseThatNobodyTakes() throws Exception {
    AtomicLong written = new AtomicLong();
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\n\r\n");
              for (int i = 0; i < PIECES; i++) {
                wire.send(new byte[PIECE]);
                written.addAndGet(PIECE);
              }
            })) {
      GatewayResponse response = client.get(client.upstream(target.url()));

      assertThat(stalled(written)).isLessThan(BOUND);
      ((Body.Streamed) response.body()).discard();
    }
  }

  @Test
  void sendsContentNoFasterThanTheTargetTakesIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong arrived = new AtomicLong();
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readHead();
              awaitQuietly(go);
              byte[] some = new byte[PIECE];
              while (arrived.get() < WHOLE) {
                arrived.addAndGet(wire.read(some));
              }
              wire.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
              wire.awaitEnd();
            })) {
      Upstream upstream = client.upstream(target.url());
      Faucet faucet = new Faucet();

      CompletionStage<GatewayResponse> response =
          client.sending(
              upstream,
              RequestBuilder.of("POST", "/").body(faucet.body).build(),
              client.exchange());
      Awaiting.until("held back", () -> faucet.idle.get());

      assertThat(faucet.offered.get()).isPositive().isLessThan(BOUND);

      go.countDown();
      assertThat(UpstreamFixture.await(response).status()).isEqualTo(200);
      assertThat(arrived).hasValue(WHOLE);
      assertThat(client.idleConnections(upstream)).isOne();
    }
  }

  @Test
  void passesOnAnAnswerThatComesBeforeTheContentIsSent() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readHead();
              wire.send("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
              wire.awaitEnd();
            })) {
      Upstream upstream = client.upstream(target.url());
      PiecewiseBody content = new PiecewiseBody(100, List.of("ab", PiecewiseBody.NEVER));

      GatewayResponse response =
          client.send(upstream, RequestBuilder.of("POST", "/").body(content).build());

      assertThat(response.status()).isEqualTo(413);
      assertThat(UpstreamFixture.text(response.body())).isEqualTo("no");
      Awaiting.until("rest of the content given up", content::discarded);
      assertThat(client.idleConnections(upstream)).isZero();
    }
  }

  @Test
  void handsOverTrailers() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.answering(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                + "2\r\nab\r\n0\r\nx-sum: 1\r\nconnection: x\r\ncontent-length: 9\r\n\r\n")) {
      Body.Streamed body = (Body.Streamed) client.get(client.upstream(target.url())).body();

      assertThat(UpstreamFixture.text(body)).isEqualTo("ab");
      assertThat(body.trailers().firstOr("x-sum", "")).isEqualTo("1");
      assertThat(body.trailers().size()).isOne();
    }
  }

  /** Waits until a count stands still. */
  private static long stalled(AtomicLong count) {
    AtomicLong before = new AtomicLong(-1);
    AtomicLong since = new AtomicLong(System.nanoTime());
    Awaiting.until(
        "sender held back",
        () -> {
          long now = System.nanoTime();
          if (before.getAndSet(count.get()) != count.get()) {
            since.set(now);
          }
          return now - since.get() > 300_000_000L;
        });
    return count.get();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The listener's side of an upload: reads from its client only while it is told to. */
  private final class Faucet implements ChannelBody.Source {

    private final AtomicLong offered = new AtomicLong();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final ChannelBody body = new ChannelBody(Loops.unwrap(client.loop()), WHOLE, this);

    @Override
    public void resume() {
      idle.set(false);
      client.loop().execute(this::read);
    }

    @Override
    public void abandoned() {}

    private void read() {
      if (!body.wanted()) {
        idle.set(true);
        return;
      }
      body.offer(Unpooled.wrappedBuffer(new byte[PIECE]));
      body.readComplete();
      if (offered.addAndGet(PIECE) == WHOLE) {
        body.complete(Headers.create());
      } else {
        client.loop().execute(this::read);
      }
    }
  }

  private static final class SlowReader implements Flow.Subscriber<ByteBuffer> {

    private final AtomicLong received = new AtomicLong();
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    void ask(long pieces) {
      subscription.join().request(pieces);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      received.addAndGet(piece.remaining());
    }

    @Override
    public void onError(Throwable cause) {
      end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      end.complete(received.get());
    }
  }
}
