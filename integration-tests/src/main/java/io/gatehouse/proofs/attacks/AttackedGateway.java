package io.gatehouse.proofs.attacks;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.proofs.attacks.Attack.Expected;
import io.gatehouse.testsupport.Awaiting;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gateway with one event loop and a small heap, a script that is replaced by one attack after the
 * other, and a neighbour: somebody who asks another API on the same loop all the time.
 */
public final class AttackedGateway implements AutoCloseable {

  /** What the whole of it runs in. */
  public static final String HEAP = "256m";

  private static final Pattern VERSION = Pattern.compile("version (\\d+)");
  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([A-Z_]+)\"");
  private static final Pattern OF_JAVA =
      Pattern.compile("java\\.|org\\.graalvm|io\\.gatehouse|\\.java:");
  private static final String HARMLESS =
      """
      export function onRequest(request) {
        if (request.path === "/attack/live") return new Response("live");
      }
      """;

  private final StubUpstream upstream;
  private final GatehouseInstance gateway;
  private final long pid;
  private final Thread neighbour;
  private final AtomicLong slowest = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean closed;

  private AttackedGateway(StubUpstream upstream, GatehouseInstance gateway) {
    this.upstream = upstream;
    this.gateway = gateway;
    this.pid = gateway.pid();
    this.neighbour = Thread.ofPlatform().name("neighbour").start(this::keepAsking);
  }

  /**
   * Starts one.
   *
   * @param name of its folder
   */
  public static AttackedGateway start(String name) {
    StubUpstream upstream = StubUpstream.answering("ok");
    GatehouseInstance gateway =
        GatehouseInstance.named(name)
            .javaOption("-Dgatehouse.loops=1")
            .javaOption("-Xmx" + HEAP)
            .file("policies/attack.js", HARMLESS)
            .file("apis/attack.yaml", api("attack", "[ attack ]", upstream))
            .file("apis/neighbour.yaml", api("neighbour", "[]", upstream))
            .start();
    AttackedGateway attacked = new AttackedGateway(upstream, gateway);
    Awaiting.until("the script serves", attacked::isLive);
    return attacked;
  }

  private static String api(String name, String policies, StubUpstream upstream) {
    return """
    api: %1$s
    match: { paths: [/%1$s/**] }
    policies: %2$s
    to: { upstream: back }
    upstreams: { back: { targets: [ { url: "%3$s" } ] } }
    """
        .formatted(name, policies, upstream.url());
  }

  public GatehouseInstance gateway() {
    return gateway;
  }

  /**
   * What came of an attack.
   *
   * @param reason why it was not contained; empty where it was
   * @param answeredMillis until whoever attacked had an answer
   * @param neighbourMillis the longest that the neighbour waited meanwhile
   */
  public record Verdict(String reason, double answeredMillis, double neighbourMillis) {
    public boolean contained() {
      return reason.isEmpty();
    }
  }

  /** Saves the script of an attack and, where it serves, asks for it once. */
  public Verdict run(Attack attack) {
    return attack.expected() instanceof Expected.NotLoaded(String told)
        ? refuse(attack, told)
        : serve(attack);
  }

  private Verdict refuse(Attack attack, String told) {
    slowest.set(0);
    gateway.drop("policies/attack.js", attack.module());
    Awaiting.until(
        attack.name() + " is refused", () -> gateway.errorBeside("policies/attack.js").isPresent());
    double neighbourMillis = slowest.get() / 1e6;
    String error = gateway.errorBeside("policies/attack.js").orElse("");
    boolean live = isLive();
    gateway.drop("policies/attack.js", HARMLESS);
    Awaiting.until(
        "a harmless script serves", () -> gateway.errorBeside("policies/attack.js").isEmpty());
    String reason = "";
    if (!error.contains(told)) {
      reason = "told: " + error + " (expected: " + told + ")";
    } else if (!live) {
      reason = "the version before does not serve on";
    }
    return new Verdict(others(reason), 0, neighbourMillis);
  }

  private Verdict serve(Attack attack) {
    long before = version();
    gateway.drop("policies/attack.js", attack.module());
    Awaiting.until(
        attack.name() + " serves",
        () -> version() > before || gateway.errorBeside("policies/attack.js").isPresent());
    Optional<String> error = gateway.errorBeside("policies/attack.js");
    if (error.isPresent()) {
      gateway.drop("policies/attack.js", HARMLESS);
      Awaiting.until(
          "a harmless script serves", () -> gateway.errorBeside("policies/attack.js").isEmpty());
      // what cannot even be saved does no harm; where more was expected, that is said
      return new Verdict(
          attack.expected() instanceof Expected.Answered ? "not loaded: " + error.get() : "", 0, 0);
    }
    if (!isLive()) {
      return new Verdict("does not serve", 0, 0);
    }
    slowest.set(0);
    long began = System.nanoTime();
    RawResponse response = gateway.get("/attack/run");
    double answered = (System.nanoTime() - began) / 1e6;
    String reason = judge(attack.expected(), response);
    if (reason.isEmpty() && !isLive()) {
      reason = "the next request is not answered well";
    }
    return new Verdict(others(reason), answered, slowest.get() / 1e6);
  }

  private static String judge(Expected expected, RawResponse response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (OF_JAVA.matcher(text).find()) {
      return "gives away: " + text;
    }
    return switch (expected) {
      case Expected.Stopped(var codes) -> {
        Matcher code = CODE.matcher(text);
        yield response.status() == 500 && code.find() && codes.contains(code.group(1))
            ? ""
            : response.status() + " " + text + " (expected: 500 and one of " + codes + ")";
      }
      case Expected.Answered(var texts) ->
          response.status() == 200 && texts.contains(text)
              ? ""
              : response.status() + " " + text + " (expected: 200 and one of " + texts + ")";
      case Expected.NotLoaded _ -> "it serves (expected: refused)";
    };
  }

  /** That it was contained for the others, too. */
  private String others(String reason) {
    if (!gateway.isAlive() || gateway.pid() != pid) {
      return "the gateway is gone";
    }
    long failures = refused.getAndSet(0);
    return reason.isEmpty() && failures > 0 ? failures + " requests of others failed" : reason;
  }

  private boolean isLive() {
    RawResponse response = gateway.get("/attack/live");
    return response.status() == 200
        && new String(response.body(), StandardCharsets.UTF_8).equals("live");
  }

  private long version() {
    String text =
        gateway.status().find("policy", "attack").map(entry -> entry.text()).orElse("version 0");
    Matcher version = VERSION.matcher(text);
    return version.find() ? Long.parseLong(version.group(1)) : 0;
  }

  private void keepAsking() {
    while (!closed) {
      try (RawHttp connection = gateway.connect()) {
        while (!closed) {
          long began = System.nanoTime();
          connection.send("GET /neighbour/x HTTP/1.1\r\nHost: it.test\r\n\r\n");
          RawResponse response = connection.response();
          slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
          if (response.status() != 200) {
            refused.incrementAndGet();
          }
          TimeUnit.MILLISECONDS.sleep(2);
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        if (!closed) {
          refused.incrementAndGet();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try (StubUpstream _ = upstream;
        GatehouseInstance _ = gateway) {
      neighbour.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
