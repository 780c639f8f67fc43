package io.gatehouse.proofs;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** From the start of the process to the first 200 that came through the proxy, best of five. */
public final class StartTime {

  private static final double PROMISED_SECONDS = 2.0;
  private static final int STARTS = 5;
  private static final int POLL_MILLIS = 4;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private StartTime() {}

  /**
   * {@code --sabotage}: the gateway interprets instead of compiling, and must be found too slow.
   */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    ProofReport report = new ProofReport("start-time", sabotage);
    double[] proxied = new double[STARTS];
    double[] ready = new double[STARTS];
    try (var alone = Machine.alone();
        StubUpstream upstream = StubUpstream.answering("hello")) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      for (int i = 0; i < STARTS; i++) {
        var builder =
            GatehouseInstance.named("start-time")
                .file("policies/stamp.js", "export function onRequest(request) {}\n")
                .file(
                    "apis/hello.yaml",
                    """
                    api: hello
                    match: { paths: ["/hello/**"] }
                    to: { upstream: back }
                    upstreams:
                      back:
                        targets: [ { url: "%s" } ]
                    """
                        .formatted(upstream.url()));
        try (GatehouseInstance gateway =
            (sabotage ? builder.javaOption("-Xint") : builder).prepare()) {
          long began = System.nanoTime();
          gateway.launch("run");
          awaitProxied(gateway, began);
          proxied[i] = (System.nanoTime() - began) / 1e9;
          while (!gateway.admin().isReady()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
          }
          ready[i] = (System.nanoTime() - began) / 1e9;
        }
        System.out.printf(
            Locale.ROOT,
            "start %d: first 200 after %.3f s, ready after %.3f s%n",
            i + 1,
            proxied[i],
            ready[i]);
      }
    }
    report.spread("first-200", proxied, "s");
    report.spread("ready", ready, "s");
    double best = Arrays.stream(proxied).min().orElseThrow();
    report.promise(
        String.format(
            Locale.ROOT, "the best start takes %.3f s, at most %.1f s", best, PROMISED_SECONDS),
        best <= PROMISED_SECONDS);
    System.exit(report.conclude(target, System.out));
  }

  private static void awaitProxied(GatehouseInstance gateway, long began) throws Exception {
    while (System.nanoTime() - began < LIMIT_NANOS) {
      try (RawHttp http = gateway.connect()) {
        http.send("GET /hello/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Optional<RawResponse> response = http.read();
        if (response.isPresent() && response.get().status() == 200) {
          return;
        }
      } catch (UncheckedIOException notYet) {
        // nobody listens yet
      }
      if (!gateway.isAlive()) {
        throw new IllegalStateException("the gateway ended: " + gateway.console());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new IllegalStateException("no proxied 200 within a minute: " + gateway.log());
  }
}
