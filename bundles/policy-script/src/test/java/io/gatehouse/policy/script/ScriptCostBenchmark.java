package io.gatehouse.policy.script;

import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Prints the processor time that hooks cost. Run it from the module with the class path of its
 * tests; with the JIT the jars of the engine go on {@code --upgrade-module-path} as the
 * distribution does it.
 */
public final class ScriptCostBenchmark {

  private static final int ROUNDS = 12;
  private static final int CALLS = 20_000;

  private ScriptCostBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path base = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "cost");
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      Policy nothing = workshop.script("export function onRequest() {}");
      measure("does nothing", workshop, e -> nothing.onRequest(request(), e));

      Policy reader =
          workshop.script(
              """
              export function onRequest(request) {
                if (!request.headers.get("x-api-key")) throw new GatewayError(401, "Key missing");
                if (/^\\/orders\\/\\d+$/.test(request.path)) request.headers.set("x-route", "orders");
              }
              """);
      measure(
          "reads a header and the path, sets one", workshop, e -> reader.onRequest(request(), e));

      Policy masker =
          workshop.script(
              """
              export const meta = { body: { response: "json" } };
              export function onResponse(response) { response.data.card = "***"; }
              """);
      measure(
          "changes a small JSON response",
          workshop,
          e ->
              masker.onResponse(
                  GatewayResponse.of(200, "application/json", "{\"id\":42,\"card\":\"4711\"}"), e));

      Policy refusing =
          workshop.script(
              "export function onRequest() { throw new GatewayError(403, 'No entry'); }");
      measure("throws a GatewayError", workshop, e -> refusing.onRequest(request(), e));
    }
  }

  private static GatewayRequest request() {
    return RequestBuilder.get("/orders/42").header("x-api-key", "k").build();
  }

  private static void measure(String what, ScriptWorkshop workshop, Consumer<FakeExchange> call) {
    FakeExchange exchange = workshop.exchange();
    long first = timed(1, exchange, call);
    StringBuilder rounds = new StringBuilder();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.append(String.format(" %.1f", timed(CALLS, exchange, call) / 1000.0 / CALLS));
    }
    System.out.printf("%-40s first %.0f us, then us per call:%s%n", what, first / 1000.0, rounds);
  }

  /** Processor time, so that a busy machine does not tell. */
  private static long timed(int calls, FakeExchange exchange, Consumer<FakeExchange> call) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < calls; i++) {
      call.accept(exchange);
    }
    return threads.getCurrentThreadCpuTime() - before;
  }
}
