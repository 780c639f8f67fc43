package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Definitions that make it hard to say who serves: overlapping routes, an API that goes away. */
final class HostileDefinitions {

  private static final String FILE = "apis/shifting.yaml";
  private static final int ORDERS = 4;

  private final GatehouseInstance gateway;
  private final StubUpstream upstream;

  HostileDefinitions(GatehouseInstance gateway, StubUpstream upstream) {
    this.gateway = gateway;
    this.upstream = upstream;
  }

  List<Outcome> run() {
    List<Outcome> outcomes = new ArrayList<>();
    for (int order = 0; order < ORDERS; order++) {
      outcomes.add(
          new Outcome("P03", "overlapping routes, order " + (order + 1), overlapping(order)));
    }
    outcomes.add(new Outcome("P10", "an API that goes away under its requests", goesAway()));
    return outcomes;
  }

  private List<String> overlapping(int order) {
    List<String> routes =
        new ArrayList<>(
            List.of(
                route("exact", "/shifting/a", order),
                route("template", "/shifting/{x}", order),
                route("prefix", "/shifting/**", order),
                route("all", "/**", order)));
    Collections.rotate(routes, order);
    gateway.drop(FILE, definition(String.join("", routes)));
    List<String> wrong = new ArrayList<>();
    try {
      Awaiting.until("the order serves", () -> winner("/shifting/a").endsWith("/" + order));
      expect("exact/" + order, "/shifting/a", wrong);
      expect("template/" + order, "/shifting/b", wrong);
      expect("prefix/" + order, "/shifting/a/b", wrong);
      expect("prefix/" + order, "/shifting/", wrong);
      expect("all/" + order, "/elsewhere", wrong);
    } catch (AssertionError e) {
      wrong.add(e.getMessage());
    }
    return wrong;
  }

  private static String route(String name, String path, int order) {
    return """
      - name: %1$s
        match: { paths: ["%2$s"] }
        to: { upstream: u, path: /won/%1$s/%3$d }
    """
        .formatted(name, path, order);
  }

  private String definition(String routes) {
    return "api: shifting\nroutes:\n"
        + routes
        + "upstreams: { u: { targets: [ { url: \"%s\" } ] } }\n".formatted(upstream.url());
  }

  private String winner(String path) {
    upstream.forget();
    RawResponse response = gateway.get(path);
    return response.status() == 200 ? upstream.last().target() : "status " + response.status();
  }

  private void expect(String winner, String path, List<String> wrong) {
    String actual = winner(path);
    if (!actual.equals("/won/" + winner)) {
      wrong.add(path + " went to " + actual + " (expected: " + winner + ")");
    }
  }

  private List<String> goesAway() {
    List<String> wrong = new ArrayList<>();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    upstream.answer(
        (request, wire) -> {
          // not the requests to /shifting/a that ask whether the API is gone
          if (request.target().startsWith("/won/template")) {
            asked.countDown();
            awaitQuietly(answer);
          }
          wire.respond(200, "ok");
        });
    try (RawHttp http = gateway.connect()) {
      http.send("GET /shifting/slow HTTP/1.1\r\nHost: it.test\r\n\r\n");
      awaitQuietly(asked);
      gateway.remove(FILE);
      Awaiting.until("the API is gone", () -> gateway.get("/shifting/a").status() == 404);
      wrong.addAll(Ours.violations(gateway.get("/shifting/a")));
      answer.countDown();
      RawResponse response = http.response();
      if (response.status() != 200 || !response.text().equals("ok")) {
        wrong.add("the request under way got " + response.statusLine());
      }
    } catch (AssertionError | IllegalStateException e) {
      wrong.add(e.toString());
    } finally {
      answer.countDown();
      upstream.answer(Responder.text("ok"));
    }
    return wrong;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
