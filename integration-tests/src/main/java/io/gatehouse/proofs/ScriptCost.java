package io.gatehouse.proofs;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.InstanceBuilder;
import io.gatehouse.it.harness.ProofReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a hook of a script costs in processor time per request, inside the gateway: small hooks by
 * twenty of them in one chain, against the same route without; a hook as nginx runs one with njs,
 * both against themselves without; a hook that changes 2 KB of JSON against a policy in Java that
 * does the same with Jackson. All of it in rounds of one run.
 */
public final class ScriptCost {

  private static final int MANY = 20;
  private static final double HEADER_MICROS = 1;
  private static final double OF_NJS = 0.5;
  private static final double OF_JAVA = 2;
  private static final int WARM_UP_SECONDS = Integer.getInteger("gatehouse.proof.warmUp", 10);
  private static final int ROUNDS = Integer.getInteger("gatehouse.proof.rounds", 15);

  private ScriptCost() {}

  /** {@code --sabotage}: scripts are interpreted instead of compiled, and must be too slow. */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    Machine.need(List.of("nginx", "wrk", "taskset"), List.of("nginx-light", "wrk", "util-linux"));
    Machine.needFile(Nginx.NJS, "libnginx-mod-http-js");
    ProofReport report = new ProofReport("script-cost", sabotage);
    Path work = target.resolve("script-cost");
    try (var alone = Machine.alone();
        Nginx backend = Nginx.backend(work.resolve("backend"), PairedCost.LOAD);
        Nginx plain = Nginx.proxy(work.resolve("plain"), backend.port(), PairedCost.SUBJECT);
        Nginx njs = Nginx.scripted(work.resolve("njs"), backend.port(), PairedCost.SUBJECT);
        GatehouseInstance gateway = gateway(backend.port(), sabotage)) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      CostRounds rounds = new CostRounds();
      ProcessHandle process = ProcessHandle.of(gateway.pid()).orElseThrow();
      for (String route :
          List.of("none", "empty", "header", "regex", "hook", "big", "json", "java", "fetch")) {
        rounds.side(route, process, gateway.port(), "/" + route + "/42");
      }
      rounds.side("nginx", plain.handle(), plain.port(), "/orders/42");
      rounds.side("nginx+njs", njs.handle(), njs.port(), "/orders/42");
      rounds.warmUp(WARM_UP_SECONDS);
      Machine.pin(gateway.pid(), PairedCost.SUBJECT);
      judge(report, rounds.measure(ROUNDS));
    }
    System.exit(report.conclude(target, System.out));
  }

  private static void judge(ProofReport report, CostRounds.Costs costs) {
    report
        .spread("none", costs.of("none"), "us/req")
        .spread("hook.empty", costs.between("empty", "none", MANY), "us")
        .spread("hook.header", costs.between("header", "none", MANY), "us")
        .spread("hook.regex", costs.between("regex", "none", MANY), "us")
        .spread("hook.fetch", costs.between("fetch", "none", 1), "us")
        .spread("hook", costs.between("hook", "none", 1), "us")
        .spread("njs", costs.between("nginx+njs", "nginx", 1), "us")
        .spread("hook.json", costs.between("json", "big", 1), "us")
        .spread("java.json", costs.between("java", "big", 1), "us");
    double header = ProofReport.median(costs.between("header", "none", MANY));
    atMost(report, "a hook that reads and sets a header costs %.2f us", header, HEADER_MICROS);
    double hook = ProofReport.median(costs.between("hook", "none", 1));
    double njs = ProofReport.median(costs.between("nginx+njs", "nginx", 1));
    atMost(report, "a hook costs %.2f times what one of njs does", hook / njs, OF_NJS);
    double json = ProofReport.median(costs.between("json", "big", 1));
    double java = ProofReport.median(costs.between("java", "big", 1));
    atMost(report, "a hook on JSON costs %.2f times what Java does", json / java, OF_JAVA);
    report.promise("no request failed" + costs.failures(), costs.failures().isEmpty());
  }

  private static void atMost(ProofReport report, String text, double value, double most) {
    report.promise(String.format(Locale.ROOT, text + ", at most %.1f", value, most), value <= most);
  }

  private static GatehouseInstance gateway(int backend, boolean sabotage) {
    InstanceBuilder builder =
        GatehouseInstance.named("script-cost")
            .javaOption("-Xms512m")
            .javaOption("-Xmx512m")
            .file("deploy/java-json.jar", JavaJsonPolicy.bundle(Distribution.ofThisBuild()));
    SCRIPTS.forEach((name, text) -> builder.file("policies/" + name + ".js", text));
    api(builder, backend, "none", "", "/{id}");
    api(builder, backend, "empty", many("do-nothing"), "/{id}");
    api(builder, backend, "header", many("header"), "/{id}");
    api(builder, backend, "regex", many("regex"), "/{id}");
    api(builder, backend, "hook", "- like-njs", "/{id}");
    api(builder, backend, "big", "", "/big");
    api(builder, backend, "json", "- json", "/big");
    api(builder, backend, "java", "- java-json", "/big");
    api(builder, backend, "fetch", "- fetching", "/{id}");
    return (sabotage ? builder.javaOption("-Dpolyglot.engine.Compilation=false") : builder).start();
  }

  private static final Map<String, String> SCRIPTS =
      Map.of(
          "do-nothing",
          "export function onRequest() {}\n",
          "header",
          """
          export function onRequest(request) {
            request.headers.set("x-seen", request.headers.get("user-agent"));
          }
          """,
          "regex",
          """
          export function onRequest(request) {
            if (!/^\\/regex\\/\\d+$/.test(request.path)) throw new GatewayError(404, "Not here");
          }
          """,
          "like-njs",
          """
          export function onRequest(request) {
            if (!request.headers.get("x-api-key")) throw new GatewayError(401, "Key missing");
            if (/^\\/hook\\/\\d+$/.test(request.path)) request.headers.set("x-route", "orders");
          }
          """,
          "json",
          """
          export const meta = { body: { response: "json" } };
          export function onResponse(response) { response.data.customer.card = "***"; }
          """,
          "fetching",
          """
          export async function onRequest(request) {
            const answer = await fetch("upstream://back/side");
            request.headers.set("x-side", String(answer.status));
          }
          """);

  private static String many(String policy) {
    return ("- " + policy + ": { }\n  ").repeat(1)
        + ("- " + policy + ": { also: true }\n  ").repeat(MANY - 1).stripTrailing();
  }

  private static void api(
      InstanceBuilder builder, int backend, String name, String policies, String path) {
    builder.file(
        "apis/" + name + ".yaml",
        """
        api: %1$s
        policies:
          %2$s
        match: { paths: ["/%1$s/{id}"] }
        to: { upstream: back, path: "%3$s" }
        upstreams: { back: { targets: [ { url: "http://127.0.0.1:%4$d" } ] } }
        """
            .formatted(name, policies.isEmpty() ? "[]" : policies, path, backend));
  }
}
