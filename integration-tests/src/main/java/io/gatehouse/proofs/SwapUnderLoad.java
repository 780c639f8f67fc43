package io.gatehouse.proofs;

import io.gatehouse.it.harness.CamelBundles;
import io.gatehouse.it.harness.Certificates;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.StubUpstream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * 66 connections on both processors while a script policy, an API definition, a bundle (new version
 * and back), a certificate, a Camel route file and a bundle with Camel routes are swapped again and
 * again: no request fails or is dropped, each ends on the version it began with, and afterwards the
 * process holds no more than before.
 */
public final class SwapUnderLoad {

  private static final int SWAPS = Integer.getInteger("gatehouse.proof.swaps", 200);
  private static final int WARM_UP_SWAPS = Integer.getInteger("gatehouse.proof.warmUpSwaps", 25);
  private static final int CONNECTIONS_EACH = 11;
  private static final int REQUESTS_PER_TLS_CONNECTION = 10;
  private static final int LONGEST_ANSWER_MILLIS = 12;
  private static final long LIVE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final List<String> PATHS =
      List.of("/script/x", "/bundle/x", "/definition/x", "/route-file/x", "/route-bundle/x");

  private final GatehouseInstance gateway;
  private final PolicyBundles bundles;
  private final CamelBundles camel;
  private final StubUpstream upstream;
  private final List<Certificates.Pair> pairs;
  private final SSLContext trust;
  private final boolean sabotage;
  private final Map<String, List<Double>> latencies = new TreeMap<>();
  private final Map<String, byte[]> builtBundles = new TreeMap<>();

  private SwapUnderLoad(
      GatehouseInstance gateway,
      StubUpstream upstream,
      List<Certificates.Pair> pairs,
      boolean sabotage)
      throws Exception {
    this.gateway = gateway;
    this.bundles = new PolicyBundles(gateway.distribution());
    this.camel = new CamelBundles(gateway.distribution());
    this.upstream = upstream;
    this.pairs = pairs;
    this.trust = trusting(pairs);
    this.sabotage = sabotage;
  }

  /**
   * {@code --sabotage}: a bundle is forced out and put back instead of swapped: requests must fail.
   */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    ProofReport report = new ProofReport("swap-under-load", sabotage);
    Distribution distribution = Distribution.ofThisBuild();
    List<Certificates.Pair> pairs =
        List.of(
            Certificates.create(target.resolve("certificates"), "first"),
            Certificates.create(target.resolve("certificates"), "second"));
    try (var alone = Machine.alone();
        StubUpstream upstream = StubUpstream.answering(SwapUnderLoad::echo);
        GatehouseInstance gateway = gateway(distribution, upstream, pairs.getFirst())) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      new SwapUnderLoad(gateway, upstream, pairs, sabotage).prove(report);
    }
    System.exit(report.conclude(target, System.out));
  }

  /**
   * Answers after a moment, so that requests are under way at every swap, with the stamp it saw.
   */
  private static void echo(Received request, io.gatehouse.it.harness.UpstreamWire wire)
      throws java.io.IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(LONGEST_ANSWER_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wire.respond(200, "ok", "x-echo: " + request.first("x-stamp").orElse("none"));
  }

  private static GatehouseInstance gateway(
      Distribution distribution, StubUpstream upstream, Certificates.Pair pair) {
    return GatehouseInstance.named("swap-under-load")
        .javaOption("-Xmx512m")
        .tls(pair)
        .file("policies/stamp-script.js", script(0))
        .file("deploy/stamp.jar", new PolicyBundles(distribution).good("1.0.0"))
        .file("apis/script.yaml", api("script", upstream, "- stamp-script"))
        .file("apis/bundle.yaml", api("bundle", upstream, "- stamp"))
        .file("deploy/routes.yaml", routes(0))
        .file("deploy/routes.jar", new CamelBundles(distribution).routes("1.0.0", routed("1.0.0")))
        .file("apis/route-file.yaml", mounting("route-file"))
        .file("apis/route-bundle.yaml", mounting("route-bundle"))
        .file("apis/definition.yaml", api("definition", upstream, headers(0)))
        .file("apis/certificate.yaml", api("certificate", upstream, headers(0)))
        .start();
  }

  private static String api(String name, StubUpstream upstream, String policy) {
    return """
    api: %1$s
    match: { paths: ["/%1$s/**"] }
    policies:
      %2$s
    to: { upstream: back }
    upstreams:
      back:
        targets: [ { url: "%3$s" } ]
    """
        .formatted(name, policy, upstream.url());
  }

  private static String mounting(String name) {
    return """
    api: %1$s
    match: { paths: ["/%1$s/**"] }
    to: { mount: { path: /%1$s } }
    """
        .formatted(name);
  }

  /** Says its version as the exchange begins and as it ends, a moment later. */
  private static String routes(int version) {
    return """
    - route:
        from:
          uri: netty-http:http://0.0.0.0/route-file
          parameters: { nettySharedHttpServer: "#gatehouse" }
          steps:
            - setHeader: { name: x-echo, constant: "%1$d" }
            - delay: { simple: "${random(%2$d)}" }
            - setHeader: { name: x-stamp, constant: "%1$d" }
            - setBody: { constant: ok }
    """
        .formatted(version, LONGEST_ANSWER_MILLIS);
  }

  private static String routed(String version) {
    return """
    from("netty-http:http://0.0.0.0/route-bundle?nettySharedHttpServer=#gatehouse")
        .setHeader("x-echo", constant("%1$s"))
        .delay(simple("${random(%2$d)}"))
        .setHeader("x-stamp", constant("%1$s"))
        .setBody(constant("ok"));
    """
        .formatted(version, LONGEST_ANSWER_MILLIS);
  }

  private static String headers(int version) {
    return "- headers: { request: { set: { x-stamp: \"%1$d\" } }, response: { set: { x-stamp: \"%1$d\" } } }"
        .formatted(version);
  }

  private static String script(int version) {
    return """
    export function onRequest(request, context) { request.headers.set("x-stamp", "%1$d"); }
    export function onResponse(response, context) { response.headers.set("x-stamp", "%1$d"); }
    """
        .formatted(version);
  }

  private void prove(ProofReport report) throws Exception {
    awaitStamp("script", "0", "stamp");
    awaitStamp("route-file", "0", "route file");
    awaitStamp("route-bundle", "1.0.0", "route bundle");
    try (VersionedLoad warmUp = load()) {
      swapAll(1, WARM_UP_SWAPS);
      System.out.println("Warmed up: " + warmUp.answered() + " requests");
    }
    latencies.clear();
    Resources base = Resources.settled(gateway);
    System.out.println("base:  " + base);

    VersionedLoad load = load();
    swapAll(WARM_UP_SWAPS + 1, SWAPS);
    load.close();
    Resources after = Resources.backTo(base, gateway);
    System.out.println("after: " + after);
    load.failures().forEach(f -> System.out.println("failed: " + f));

    report
        .figure("requests", load.answered() + load.failed())
        .figure("failed", load.failed())
        .figure("swaps.each", SWAPS)
        .promise("no request failed or was dropped", load.failed() == 0)
        .promise("the load was one: more than ten requests a swap", load.answered() > SWAPS * 10L);
    latencies.forEach(
        (subject, seconds) ->
            report.spread(
                "live." + subject, seconds.stream().mapToDouble(s -> s * 1000).toArray(), "ms"));
    after.compare(report, base);
  }

  private VersionedLoad load() {
    VersionedLoad load = new VersionedLoad();
    for (String path : PATHS) {
      load.begin(CONNECTIONS_EACH, gateway::connect, path, 0);
    }
    load.begin(
        CONNECTIONS_EACH,
        () -> RawHttp.connect(gateway.tlsPort(), trust),
        "/certificate/x",
        REQUESTS_PER_TLS_CONNECTION);
    return load;
  }

  private void swapAll(int first, int count) throws Exception {
    for (int i = first; i < first + count; i++) {
      int version = i;
      live("script", () -> gateway.drop("policies/stamp-script.js", script(version)), version + "");
      live(
          "definition",
          () -> gateway.drop("apis/definition.yaml", api("definition", upstream, headers(version))),
          version + "");
      String bundle = version % 2 == 0 ? "1.0.0" : "1.1.0";
      byte[] jar = builtBundles.computeIfAbsent(bundle, bundles::good);
      if (sabotage) {
        gateway.run("bundle", "remove", PolicyBundles.SYMBOLIC_NAME, "--force");
      }
      live("bundle", () -> gateway.drop("deploy/stamp.jar", jar), bundle);
      live("route-file", () -> gateway.drop("deploy/routes.yaml", routes(version)), version + "");
      byte[] routes =
          builtBundles.computeIfAbsent(
              "routes-" + bundle, name -> camel.routes(bundle, routed(bundle)));
      live("route-bundle", () -> gateway.drop("deploy/routes.jar", routes), bundle);
      swapCertificate(pairs.get(version % 2));
      if (i % 25 == 0) {
        System.out.println("swap " + i);
      }
    }
  }

  private void live(String subject, Runnable change, String expected) throws Exception {
    long began = System.nanoTime();
    change.run();
    awaitStamp(subject, expected, subject);
    note(subject, began);
  }

  private void note(String subject, long began) {
    latencies
        .computeIfAbsent(subject, s -> new ArrayList<>())
        .add((System.nanoTime() - began) / 1e9);
  }

  private void awaitStamp(String path, String expected, String what) throws Exception {
    long end = System.nanoTime() + LIVE_NANOS;
    String seen = "";
    while (System.nanoTime() < end) {
      RawResponse response = gateway.get("/" + path + "/probe");
      seen = response.status() + " " + response.first("x-stamp").orElse("none");
      if (seen.equals("200 " + expected)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(3);
    }
    throw new IllegalStateException(
        what + ": " + seen + " (expected: 200 " + expected + ")\n" + gateway.log());
  }

  private void swapCertificate(Certificates.Pair pair) throws Exception {
    long began = System.nanoTime();
    gateway.drop("etc/tls/server.key", pair.key());
    gateway.drop("etc/tls/server.pem", pair.certificate());
    long end = began + LIVE_NANOS;
    while (!pair.parsed().equals(presented())) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the certificate was not taken\n" + gateway.log());
      }
      TimeUnit.MILLISECONDS.sleep(3);
    }
    note("certificate", began);
  }

  private Certificate presented() throws Exception {
    try (RawHttp http = RawHttp.connect(gateway.tlsPort(), trust)) {
      return ((SSLSocket) http.socket()).getSession().getPeerCertificates()[0];
    } catch (UncheckedIOException e) {
      throw new IllegalStateException("a handshake failed", e);
    }
  }

  private static SSLContext trusting(List<Certificates.Pair> pairs) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Certificates.Pair pair : pairs) {
      store.setCertificateEntry("c" + store.size(), pair.parsed());
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
