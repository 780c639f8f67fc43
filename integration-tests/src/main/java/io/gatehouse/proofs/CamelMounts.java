package io.gatehouse.proofs;

import io.gatehouse.it.harness.CamelBundles;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.SteadyLoad;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A plain Camel application, as a bundle and as a YAML file, is reached through a claimed path with
 * an API key in front and not otherwise; swapped again and again under load, no request fails, and
 * its timer never fires in two versions at once.
 */
public final class CamelMounts {

  private static final int SWAPS = Integer.getInteger("gatehouse.proof.swaps", 50);
  private static final int CONNECTIONS_EACH = 8;
  private static final int PERIOD_MILLIS = 100;

  /** A thread may be late to run; two timers side by side would be nearer than this in time. */
  private static final int SHORTEST_MILLIS = PERIOD_MILLIS / 2;

  private static final String KEY = "key-of-the-proof";
  private static final long LIVE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final GatehouseInstance gateway;
  private final CamelBundles bundles;
  private final boolean sabotage;
  private final Map<String, List<Double>> latencies = new HashMap<>();

  private CamelMounts(GatehouseInstance gateway, boolean sabotage) {
    this.gateway = gateway;
    this.bundles = new CamelBundles(gateway.distribution());
    this.sabotage = sabotage;
  }

  /**
   * {@code --sabotage}: routes are taken away and put back instead of swapped, and a copy of the
   * timer runs beside them: requests must fail, and it must fire twice.
   */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    ProofReport report = new ProofReport("camel-mounts", sabotage);
    Distribution distribution = Distribution.ofThisBuild();
    try (GatehouseInstance gateway = gateway()) {
      new CamelMounts(gateway, sabotage).prove(report);
    }
    System.exit(report.conclude(distribution.target(), System.out));
  }

  private static GatehouseInstance gateway() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return GatehouseInstance.named("camel-mounts")
        .javaOption("-Xmx512m")
        .file("etc/consumers.yaml", "consumers: [ { id: it, apiKeys: [\"sha256:" + hash + "\"] } ]")
        .file("apis/orders.yaml", api("orders"))
        .file("apis/menu.yaml", api("menu"))
        .start();
  }

  private static String api(String name) {
    return """
    api: %1$s
    match: { paths: ["/%1$s"] }
    policies: [ api-key ]
    to: { mount: { path: /%1$s } }
    """
        .formatted(name);
  }

  private Path ticksOf(String name) {
    return gateway.base().resolve("ticks-" + name + ".txt");
  }

  private byte[] bundle(int version) {
    return bundles.routes(
        "1.0." + version,
        """
        from("netty-http:http://0.0.0.0/orders?nettySharedHttpServer=#gatehouse")
            .choice()
              .when(simple("${header.CamelHttpMethod} == 'POST'"))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201))
                .transform(simple("%1$d ${body}"))
              .otherwise()
                .transform(simple("%1$d orders"))
            .end();
        from("netty-http:http://0.0.0.0/unclaimed?nettySharedHttpServer=#gatehouse")
            .transform(constant("nobody asked"));
        from("timer:tick?period=%2$d&delay=%2$d&includeMetadata=true")
            .setBody(simple("%1$d ${exchangeProperty.CamelTimerCounter} ${date:now:%3$s}"))
            .to("file:%4$s?fileName=ticks-orders.txt&fileExist=Append&appendChars=\\\\n");
        """
            .formatted(version, PERIOD_MILLIS, Ticks.MOMENT, gateway.base()));
  }

  private String file(int version) {
    return """
    - route:
        from:
          uri: netty-http:http://0.0.0.0/menu
          parameters: { nettySharedHttpServer: "#gatehouse" }
          steps:
            - choice:
                when:
                  - simple: "${header.CamelHttpMethod} == 'POST'"
                    steps:
                      - setHeader: { name: CamelHttpResponseCode, constant: 201 }
                      - transform: { simple: "%1$d ${body}" }
                otherwise:
                  steps:
                    - transform: { simple: "%1$d menu" }
    - route:
        from:
          uri: timer:tick
          parameters: { period: %2$d, delay: %2$d, includeMetadata: true }
          steps:
            - setBody:
                simple: "%1$d ${exchangeProperty.CamelTimerCounter} ${date:now:%3$s}"
            - to:
                uri: file:%4$s
                parameters: { fileName: ticks-menu.txt, fileExist: Append, appendChars: '\\n' }
    """
        .formatted(version, PERIOD_MILLIS, Ticks.MOMENT, gateway.base());
  }

  private void prove(ProofReport report) throws Exception {
    swapTo(0, "orders", "deploy/acme-orders.jar", bundle(0));
    swapTo(
        0, "menu", "deploy/menu.yaml", file(0).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    report
        .promise("without the key it is 401", gateway.get("/orders").status() == 401)
        .promise("a path that nobody claims is 404", gateway.get("/unclaimed").status() == 404)
        .promise(
            "the status of that mount says what to write",
            gateway
                .status()
                .find("mount", "/unclaimed")
                .filter(e -> e.detail().contains("to: { mount: { path: /unclaimed } }"))
                .isPresent())
        .promise(
            "a route chooses by the request",
            gateway
                .send("POST", "/orders", "a lamp", "x-api-key: " + KEY)
                .text()
                .equals("0 a lamp"));
    latencies.clear();

    SteadyLoad load = load();
    for (int i = 1; i <= SWAPS; i++) {
      swapTo(i, "orders", "deploy/acme-orders.jar", bundle(i));
      swapTo(
          i, "menu", "deploy/menu.yaml", file(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      if (i % 10 == 0) {
        System.out.println("swap " + i);
      }
    }
    SteadyLoad.Counts counts = load.stop();
    counts.failures().forEach(failure -> System.out.println("failed: " + failure));
    report
        .figure("requests", counts.sent())
        .figure("failed", counts.failed())
        .figure("swaps.each", SWAPS)
        .promise("no request failed", counts.failed() == 0)
        .promise("the load was one: more than ten requests a swap", counts.good() > SWAPS * 20L);
    latencies.forEach(
        (name, seconds) ->
            report.spread(
                "live." + name, seconds.stream().mapToDouble(s -> s * 1000).toArray(), "ms"));
    for (String name : List.of("orders", "menu")) {
      tell(report, name, Ticks.read(ticksOf(name)));
    }
  }

  private static void tell(ProofReport report, String name, Ticks ticks) {
    report
        .figure("ticks." + name, ticks.all().size())
        .spread("tick.interval." + name, ticks.intervals(), "ms")
        .promise(name + ": the timer fired in every version", ticks.versions() == SWAPS + 1L)
        .promise(name + ": no version fired after a newer one", ticks.outOfOrder() == 0)
        .promise(
            name + ": never twice within " + SHORTEST_MILLIS + " ms",
            ticks.intervalsUnder(SHORTEST_MILLIS) == 0);
  }

  private SteadyLoad load() {
    List<SteadyLoad.Ask> asks = new ArrayList<>();
    for (String name : List.of("orders", "menu")) {
      asks.addAll(
          Collections.nCopies(
              CONNECTIONS_EACH,
              new SteadyLoad.Ask(
                  gateway::connect,
                  "GET /" + name + " HTTP/1.1\r\nHost: it.test\r\nx-api-key: " + KEY + "\r\n\r\n",
                  response -> judge(name, response))));
    }
    return SteadyLoad.start(asks, TimeUnit.MILLISECONDS.toNanos(2));
  }

  private static SteadyLoad.Verdict judge(String name, RawResponse response) {
    return response.status() == 200 && response.text().endsWith(' ' + name)
        ? new SteadyLoad.Verdict.Good(name)
        : new SteadyLoad.Verdict.Bad(response.statusLine() + ": " + response.text());
  }

  /** Drops it and waits until it answers and its timer has fired. */
  private void swapTo(int version, String name, String path, byte[] content) throws Exception {
    if (sabotage && version > 0) {
      gateway.remove(path);
      gateway.drop("deploy/copy.yaml", file(version));
      TimeUnit.MILLISECONDS.sleep(500);
      gateway.remove("deploy/copy.yaml");
    }
    long began = System.nanoTime();
    gateway.drop(path, content);
    String expected = version + " " + name;
    await(expected, () -> answer(name).equals(expected));
    latencies.computeIfAbsent(name, n -> new ArrayList<>()).add((System.nanoTime() - began) / 1e9);
    await(expected + " ticks", () -> Ticks.read(ticksOf(name)).hasVersion(version));
  }

  private String answer(String name) {
    return gateway.get('/' + name, "x-api-key: " + KEY).text();
  }

  private void await(String what, java.util.function.BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + LIVE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited in vain: " + what + '\n' + gateway.log());
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
