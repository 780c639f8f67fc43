package io.gatehouse.policy.script;

import com.sun.management.ThreadMXBean;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DocumentParser;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.policy.script.cases.CaseClock;
import io.gatehouse.policy.script.cases.CaseDocument;
import io.gatehouse.policy.script.cases.CaseFile;
import io.gatehouse.policy.script.cases.Difference;
import io.gatehouse.policy.script.cases.Happened;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the cases of a script, one after the other, in a version of it that serves nobody else. */
final class CaseBench {

  /** The deadline of a hook is a minute at most where the script says nothing else. */
  private static final Duration LONGEST_CASE = Duration.ofMinutes(11);

  private final CaseLoop loop;
  private final DocumentParser parser;
  private final ThreadMXBean threads;
  private volatile Optional<Long> time = Optional.empty();

  CaseBench(CaseLoop loop, DocumentParser parser) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean allocating)) {
      throw new IllegalStateException("this Java does not tell what a thread allocates");
    }
    this.loop = loop;
    this.parser = parser;
    this.threads = allocating;
  }

  /**
   * What came of a case.
   *
   * @param place where the case stands
   * @param fault what the script did wrong by itself, in words; empty where nothing
   */
  record Result(
      String name,
      Place place,
      List<Difference> differences,
      String fault,
      List<CaseCourse.HookRun> runs) {

    Result {
      differences = List.copyOf(differences);
      runs = List.copyOf(runs);
    }

    boolean holds() {
      return differences.isEmpty();
    }

    /** As findings, for an operator who did not ask for the cases. */
    List<Finding> findings() {
      return differences.stream()
          .map(
              d ->
                  new Finding(
                      d.place(),
                      "the case '"
                          + name
                          + "' fails: "
                          + d.expected()
                          + " was expected, "
                          + d.came()
                          + " came"
                          + (fault.isEmpty() ? "" : "; the script " + fault),
                      "Mend the script or the case"))
          .toList();
    }
  }

  /** What time it is in the case that runs. */
  long now() {
    return time.orElseGet(System::currentTimeMillis);
  }

  /** Runs all cases of the file in a version that was loaded on the loop of the cases. */
  List<Result> run(CaseFile file, ScriptVersion version) throws InterruptedException {
    CaseUpstream.Answers answers = new CaseUpstream.Answers();
    Map<String, Upstream> upstreams = new LinkedHashMap<>();
    file.upstreams().forEach(name -> upstreams.put(name, new CaseUpstream(name, answers)));
    CaseEnvironment environment = new CaseEnvironment(loop, upstreams);
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < file.cases().size(); i++) {
      results.add(run(file, i, version, environment, answers));
    }
    return results;
  }

  private Result run(
      CaseFile file,
      int index,
      ScriptVersion version,
      CaseEnvironment environment,
      CaseUpstream.Answers answers)
      throws InterruptedException {
    CaseDocument.Case one = file.cases().get(index);
    Place place = file.place(index);
    ConfigNode config = file.config(one);
    Policy policy;
    try {
      policy = new ScriptPolicyFactory(version).create(config, environment);
    } catch (PolicyConfigurationException e) {
      Difference refused =
          new Difference(
              config.place(), "a configuration that fits", String.valueOf(e.getMessage()));
      return new Result(one.name(), place, List.of(refused), "", List.of());
    }
    CaseExchange exchange = new CaseExchange(one, loop);
    CaseCourse course = new CaseCourse(policy, one, exchange, threads);
    String faultBefore = version.failures().summary();
    try {
      CompletableFuture<GatewayResponse> answer =
          loop.call(
              () -> {
                answers.begin(one.fetch());
                time = one.clock().map(CaseClock::at);
                exchange.put(HostCall.VARS, vars(one.vars()));
                return course.run().toCompletableFuture();
              });
      GatewayResponse came = answer.get(LONGEST_CASE.toMillis(), TimeUnit.MILLISECONDS);
      Happened happened =
          loop.call(
              () ->
                  new Happened(
                      course.forwarded(),
                      course.problem(),
                      came,
                      answers.asked(),
                      vars(exchange.get(HostCall.VARS).orElse("[]"))));
      String fault = version.failures().summary();
      return new Result(
          one.name(),
          place,
          file.compare(index, happened),
          fault.equals(faultBefore) ? "" : fault,
          course.runs().stream().filter(run -> version.hooks().contains(run.hook())).toList());
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a case could not be run", e);
    } finally {
      loop.call(
          () -> {
            exchange.end();
            policy.close();
            return Optional.empty();
          });
    }
  }

  private static String vars(Map<String, ConfigNode> given) {
    List<Object> entries = new ArrayList<>();
    given.forEach((name, value) -> entries.add(List.of(name, Json.plain(value).orElse("null"))));
    return Json.of(entries);
  }

  private Map<String, ConfigNode> vars(String entries) {
    Map<String, ConfigNode> vars = new LinkedHashMap<>();
    Optional<ConfigNode> root =
        parser.parse(entries.getBytes(StandardCharsets.UTF_8), "vars.json").root();
    if (root.orElse(null) instanceof ConfigNode.Sequence list) {
      for (ConfigNode item : list.items()) {
        if (item instanceof ConfigNode.Sequence(List<ConfigNode> pair, Place place)
            && pair.getFirst() instanceof ConfigNode.Scalar name) {
          vars.put(name.text(), pair.getLast());
        }
      }
    }
    return vars;
  }
}
