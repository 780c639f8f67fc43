package io.gatehouse.it.broken;

import io.gatehouse.it.harness.Certificates;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.GatewayStatus;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.SteadyLoad;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops broken files onto good ones while requests flow to everything, and sees whether the old
 * ones serve on, whether the operator is told why in all three places, and whether mending clears
 * it.
 */
public final class BrokenDrops implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** How many requests are answered while the broken file lies there. */
  private static final int EXPOSURE = 500;

  private final int connectionsEach;
  private final boolean sabotaged;
  private final StubUpstream upstream = StubUpstream.answering("ok");
  private final PolicyBundles bundles;
  private final Certificates.Pair certificate;
  private final Certificates.Pair other;
  private final GatehouseInstance gateway;

  /**
   * Starts a gateway with something of each kind.
   *
   * @param connectionsEach to each kind, and to an API that nothing happens to
   * @param sabotaged whether the good file is removed before the broken one is dropped, so that
   *     there is nothing to serve on
   */
  public BrokenDrops(int connectionsEach, boolean sabotaged) {
    this.connectionsEach = connectionsEach;
    this.sabotaged = sabotaged;
    Distribution distribution = Distribution.ofThisBuild();
    bundles = new PolicyBundles(distribution);
    Path folder = distribution.freshFolder("certificates");
    certificate = Certificates.create(folder, "good");
    other = Certificates.create(folder, "other");
    gateway =
        GatehouseInstance.named("broken-drops")
            .tls(certificate)
            .file(Breakage.SCRIPT, script("1"))
            .file(Breakage.DEFINITION, definition("1"))
            .file(Breakage.BUNDLE, bundles.good("1.0.0"))
            .file("apis/script.yaml", api("script", "mark: {}"))
            .file("apis/bundle.yaml", api("bundle", "stamp: {}"))
            .file("apis/still.yaml", api("still", "headers: { response: { set: { x-a: b } } }"))
            .start();
  }

  /** What came of one way to break a file. */
  public record Result(String title, long requests, long failed, List<String> violations) {

    public Result {
      violations = List.copyOf(violations);
    }
  }

  private static String script(String version) {
    return "export function onResponse(response) { response.headers.set('x-mark', '%s'); }\n"
        .formatted(version);
  }

  private String definition(String version) {
    return api("definition", "headers: { response: { set: { x-mark: \"" + version + "\" } } }");
  }

  private String api(String name, String policy) {
    return """
    api: %1$s
    version: "1"
    policies: [ { %2$s } ]
    routes: [ { name: all, match: { paths: [/%1$s] }, to: { upstream: u } } ]
    upstreams: { u: { targets: [ { url: "%3$s" } ] } }
    """
        .formatted(name, policy, upstream.url());
  }

  /** Breaks one file after the other. */
  public List<Result> run() {
    List<Result> results = new ArrayList<>();
    for (Breakage breakage : Breakage.all(bundles, other, definition("2"))) {
      results.add(run(breakage));
    }
    return results;
  }

  private Result run(Breakage breakage) {
    List<String> wrong = new ArrayList<>();
    int logged = gateway.log().length();
    SteadyLoad.Counts counts;
    try (SteadyLoad load = SteadyLoad.start(asks(), 1_000_000)) {
      expose(load, EXPOSURE / 5);
      if (sabotaged) {
        gateway.remove(breakage.file());
        expose(load, EXPOSURE * 2);
      }
      gateway.drop(breakage.file(), breakage.broken());
      expectComplaint(breakage, logged, wrong);
      expose(load, EXPOSURE);
      if (!sabotaged) {
        gateway.drop(breakage.file(), good(breakage));
        expectNoComplaint(breakage, wrong);
      }
      counts = load.stop();
    }
    if (counts.failed() > 0) {
      wrong.add(counts.failed() + " requests failed: " + counts.failures());
    }
    if (sabotaged) {
      gateway.drop(breakage.file(), good(breakage));
      expectNoComplaint(breakage, wrong);
      awaitServing();
    }
    return new Result(breakage.title(), counts.sent(), counts.failed(), wrong);
  }

  private static void expose(SteadyLoad load, int requests) {
    long before = load.counts().sent();
    Awaiting.until("requests are answered", LIMIT, () -> load.counts().sent() >= before + requests);
  }

  private void awaitServing() {
    for (String api : List.of("script", "definition", "bundle", "still")) {
      Awaiting.until(api + " serves", LIMIT, () -> gateway.get("/" + api).status() == 200);
    }
  }

  private byte[] good(Breakage breakage) {
    return switch (breakage.subject()) {
      case SCRIPT -> script("1").getBytes(StandardCharsets.UTF_8);
      case DEFINITION -> definition("1").getBytes(StandardCharsets.UTF_8);
      case BUNDLE -> bundles.good("1.0.0");
      case CERTIFICATE -> certificate.certificate().getBytes(StandardCharsets.UTF_8);
    };
  }

  private void expectComplaint(Breakage breakage, int logged, List<String> wrong) {
    expect(
        "a file beside it says why (" + breakage.reason() + ")",
        () -> gateway.errorBeside(breakage.file()).orElse("").contains(breakage.reason()),
        () -> "it says: " + gateway.errorBeside(breakage.file()),
        wrong);
    expect(
        "the status says why",
        () -> said(gateway.status(), breakage),
        () -> "it says: " + gateway.status().document(),
        wrong);
    expect(
        "the log says why",
        () -> {
          String added = gateway.log().substring(logged);
          return added.contains(breakage.file()) && added.contains(breakage.reason());
        },
        () -> "it says: " + gateway.log().substring(logged),
        wrong);
  }

  private static boolean said(GatewayStatus status, Breakage breakage) {
    return status.entries().stream()
        .filter(
            entry ->
                entry.source().equals(breakage.file()) || entry.text().contains(breakage.file()))
        .anyMatch(
            entry ->
                !entry.state().equals("serving")
                    && (entry.source() + entry.text()).contains(breakage.reason()));
  }

  private void expectNoComplaint(Breakage breakage, List<String> wrong) {
    expect(
        "mending removes the file beside it",
        () -> gateway.errorBeside(breakage.file()).isEmpty(),
        () -> "it says: " + gateway.errorBeside(breakage.file()),
        wrong);
    expect(
        "mending clears the status",
        () ->
            gateway.status().entries().stream()
                .allMatch(
                    entry -> entry.state().equals("serving") || entry.kind().equals("target")),
        () -> "it says: " + gateway.status().document(),
        wrong);
  }

  private static void expect(
      String what,
      java.util.concurrent.Callable<Boolean> condition,
      java.util.function.Supplier<String> instead,
      List<String> wrong) {
    try {
      Awaiting.until(what, LIMIT, condition);
    } catch (AssertionError e) {
      wrong.add("not so: " + what + "; " + instead.get());
    }
  }

  private List<SteadyLoad.Ask> asks() {
    List<SteadyLoad.Ask> asks = new ArrayList<>();
    for (int i = 0; i < connectionsEach; i++) {
      asks.add(ask("script", "x-mark", "1"));
      asks.add(ask("definition", "x-mark", "1"));
      asks.add(ask("bundle", "x-stamp", "1.0.0"));
      asks.add(ask("still", "x-a", "b"));
      asks.add(
          new SteadyLoad.Ask(
              () -> RawHttp.connect(gateway.tlsPort(), certificate.client()),
              request("still", "Connection: close\r\n"),
              response -> judge("certificate", response, "x-a", "b")));
    }
    return asks;
  }

  private SteadyLoad.Ask ask(String api, String field, String value) {
    return new SteadyLoad.Ask(
        gateway::connect, request(api, ""), response -> judge(api, response, field, value));
  }

  private static String request(String api, String further) {
    return "GET /" + api + " HTTP/1.1\r\nHost: localhost\r\n" + further + "\r\n";
  }

  private static SteadyLoad.Verdict judge(
      String name, RawResponse response, String field, String value) {
    if (response.status() != 200) {
      return new SteadyLoad.Verdict.Bad(name + ": " + response.statusLine());
    }
    if (!response.first(field).orElse("").equals(value)) {
      return new SteadyLoad.Verdict.Bad(name + ": " + field + " is not " + value);
    }
    return new SteadyLoad.Verdict.Good(name);
  }

  @Override
  public void close() {
    try (upstream) {
      gateway.close();
    }
  }
}
