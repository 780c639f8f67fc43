package io.gatehouse.proofs;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The gateway is killed again and again at random moments while definitions, scripts and bundles
 * are dropped, good ones and bad ones, whole and half written: every start after that serves the
 * last good version of each.
 */
public final class CrashDuringDeploy {

  private static final int KILLS = Integer.getInteger("gatehouse.proof.kills", 50);
  private static final long SEED = Long.getLong("gatehouse.proof.seed", 42);
  private static final int LONGEST_BEFORE_KILL_MILLIS = 400;
  private static final long SERVES_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final GatehouseInstance gateway;
  private final StubUpstream upstream;
  private final PolicyBundles bundles;
  private final boolean sabotage;
  private final Random random = new Random(SEED);
  private final Map<String, byte[]> built = new HashMap<>();
  private final Map<Subject, Integer> serving = new EnumMap<>(Subject.class);
  private final List<String> violations = new ArrayList<>();
  private final double[] starts = new double[KILLS];
  private int version = 1;
  private int bad;
  private int torn;

  /** What is deployed, each behind an API of its own. */
  private enum Subject {
    DEFINITION("apis/definition.yaml"),
    SCRIPT("policies/stamp-script.js"),
    BUNDLE("deploy/stamp.jar");

    private final String file;

    Subject(String file) {
      this.file = file;
    }

    String path() {
      return "/" + name().toLowerCase(java.util.Locale.ROOT) + "/x";
    }
  }

  private CrashDuringDeploy(GatehouseInstance gateway, StubUpstream upstream, boolean sabotage) {
    this.gateway = gateway;
    this.upstream = upstream;
    this.bundles = new PolicyBundles(gateway.distribution());
    this.sabotage = sabotage;
  }

  /** {@code --sabotage}: what is kept for the next start is removed; the proof must fail then. */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    ProofReport report = new ProofReport("crash-during-deploy", sabotage);
    try (StubUpstream upstream = StubUpstream.answering("ok");
        GatehouseInstance gateway = gateway(upstream)) {
      new CrashDuringDeploy(gateway, upstream, sabotage).prove(report);
    }
    System.exit(report.conclude(target, System.out));
  }

  private static GatehouseInstance gateway(StubUpstream upstream) {
    return GatehouseInstance.named("crash-during-deploy")
        .javaOption("-Xmx512m")
        .file(Subject.DEFINITION.file, definition(1, upstream))
        .file(Subject.SCRIPT.file, script(1))
        .file(Subject.BUNDLE.file, new PolicyBundles(Distribution.ofThisBuild()).good("1.0.1"))
        .file("apis/script.yaml", api("script", "- stamp-script", upstream))
        .file("apis/bundle.yaml", api("bundle", "- stamp", upstream))
        .file("apis/bystander.yaml", api("bystander", stamp(7), upstream))
        .start();
  }

  private void prove(ProofReport report) throws Exception {
    for (Subject subject : Subject.values()) {
      serving.put(subject, 1);
    }
    check("at first");
    for (int kill = 0; kill < KILLS; kill++) {
      Map<Subject, Integer> expected = new EnumMap<>(serving);
      String dropped = dropAndKill(expected);
      if (sabotage) {
        removeKept();
      }
      long began = System.nanoTime();
      gateway.start();
      starts[kill] = (System.nanoTime() - began) / 1e9;
      serving.putAll(expected);
      check("after kill " + (kill + 1) + " (" + dropped + ')');
      if (random.nextBoolean()) {
        mend();
      }
      System.out.printf("kill %2d: %s, ready after %.1f s%n", kill + 1, dropped, starts[kill]);
    }
    violations.forEach(each -> System.out.println("violation: " + each));
    report
        .figure("kills", KILLS)
        .figure("seed", SEED)
        .figure("bad-drops", bad)
        .figure("torn-drops", torn)
        .spread("ready", starts, "s")
        .promise("every start served the last good version of everything", violations.isEmpty())
        .promise("there were bad drops to survive", bad > KILLS / 4);
  }

  /** Drops one or more files and kills while that goes on. Updates what is expected after. */
  private String dropAndKill(Map<Subject, Integer> expected) {
    StringBuilder told = new StringBuilder();
    long killAt =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_BEFORE_KILL_MILLIS));
    List<Subject> order = new ArrayList<>(List.of(Subject.values()));
    java.util.Collections.shuffle(order, random);
    for (Subject subject : order.subList(0, 1 + random.nextInt(order.size()))) {
      version++;
      int kind = random.nextInt(3);
      byte[] good = good(subject, version);
      switch (kind) {
        case 0 -> {
          gateway.drop(subject.file, good);
          expected.put(subject, version);
        }
        case 1 -> {
          gateway.drop(subject.file, broken(subject));
          bad++;
        }
        default -> {
          // a copy that is cut off where the content makes no sense yet
          overwrite(subject.file, Arrays.copyOf(good, good.length / 2));
          torn++;
          bad++;
        }
      }
      told.append(subject).append(List.of(" good ", " bad ", " torn ").get(kind));
      pause(random.nextInt(60));
    }
    pause(TimeUnit.NANOSECONDS.toMillis(killAt - System.nanoTime()));
    gateway.kill();
    gateway.awaitExit();
    return told.toString().strip();
  }

  private void check(String when) {
    serving.forEach(
        (subject, stamp) -> expect(subject.path(), expectedStamp(subject, stamp), when));
    expect("/bystander/x", "7", when);
  }

  private static String expectedStamp(Subject subject, int stamp) {
    return subject == Subject.BUNDLE ? "1.0." + stamp : String.valueOf(stamp);
  }

  private void expect(String path, String stamp, String when) {
    long end = System.nanoTime() + SERVES_NANOS;
    String seen = "";
    do {
      RawResponse response = gateway.get(path);
      seen = response.status() + " " + response.first("x-stamp").orElse("none");
      if (seen.equals("200 " + stamp)) {
        return;
      }
      pause(20);
    } while (!sabotage && System.nanoTime() - end < 0);
    violations.add(when + ": " + path + " answered " + seen + " (expected: 200 " + stamp + ")");
  }

  /** Puts good versions where bad ones lie, and waits until they serve. */
  private void mend() {
    for (Subject subject : Subject.values()) {
      version++;
      gateway.drop(subject.file, good(subject, version));
      serving.put(subject, version);
    }
    check("after mending");
  }

  private byte[] good(Subject subject, int number) {
    return switch (subject) {
      case DEFINITION -> definition(number, upstream).getBytes(StandardCharsets.UTF_8);
      case SCRIPT -> script(number).getBytes(StandardCharsets.UTF_8);
      case BUNDLE -> built.computeIfAbsent("1.0." + number, bundles::good);
    };
  }

  private byte[] broken(Subject subject) {
    return switch (subject) {
      case DEFINITION ->
          definition(0, upstream)
              .replace("upstream:", "upstraem:")
              .getBytes(StandardCharsets.UTF_8);
      case SCRIPT -> "export function onRequest( {".getBytes(StandardCharsets.UTF_8);
      case BUNDLE -> built.computeIfAbsent("broken", any -> bundles.withMissingImport("9.0.0"));
    };
  }

  private void overwrite(String file, byte[] content) {
    try {
      Files.write(gateway.base().resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeKept() throws IOException {
    try (Stream<Path> kept = Files.walk(gateway.base().resolve("data/revisions"))) {
      for (Path each : kept.filter(Files::isRegularFile).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, millis));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String definition(int version, StubUpstream upstream) {
    return api("definition", stamp(version), upstream);
  }

  private static String stamp(int version) {
    return "- headers: { response: { set: { x-stamp: \"%d\" } } }".formatted(version);
  }

  private static String script(int version) {
    return """
    export function onResponse(response, context) { response.headers.set("x-stamp", "%d"); }
    """
        .formatted(version);
  }

  private static String api(String name, String policy, StubUpstream upstream) {
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
}
