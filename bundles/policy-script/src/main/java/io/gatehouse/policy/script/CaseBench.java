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
import io.gatehouse.policy.script.cases.JsonText;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.helpers.SubstituteLogger;

/** Runs the cases of a script, one after the other, in a version of it that serves nobody else. */
final class CaseBench {

  /** The deadline of a hook is a minute at most where the script says nothing else. */
  private static final Duration LONGEST_CASE = Duration.ofMinutes(11);

  /** After the one that counts, for the time: code that the engine meets first takes a multiple. */
  private static final int MORE_RUNS = 20;

  private final CaseLoop loop;
  private final CaseMemory memory;
  private final DocumentParser parser;
  private final ThreadMXBean threads;
  private final SubstituteLogger logger = new SubstituteLogger("cases", new ArrayDeque<>(), true);
  private volatile Optional<Long> time = Optional.empty();

  CaseBench(CaseLoop loop, CaseMemory memory, DocumentParser parser) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean allocating)) {
      throw new IllegalStateException("this Java does not tell what a thread allocates");
    }
    this.loop = loop;
    this.memory = memory;
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

  /** Where the script runs: at the time of the case at hand, logging once for each case. */
  ScriptModule.Stage stage() {
    return new ScriptModule.Stage(() -> time.orElseGet(System::currentTimeMillis), logger);
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
      String came = (e.key().isEmpty() ? "" : e.key() + ": ") + e.getMessage();
      Difference refused = new Difference(config.place(), "a configuration that fits", came);
      return new Result(one.name(), place, List.of(refused), "", List.of());
    }
    try {
      String before = version.failures().summary();
      logger.setDelegate(LoggerFactory.getLogger("policies." + version.module().type()));
      Came first = once(one, policy, answers);
      logger.setDelegate(NOPLogger.NOP_LOGGER);
      List<Difference> differences = file.compare(index, first.happened());
      String after = version.failures().summary();
      String fault = after.equals(before) ? "" : after;
      List<CaseCourse.HookRun> runs = new ArrayList<>(first.runs());
      // a script that is stopped too often would be taken out of service
      for (int i = 0; i < MORE_RUNS && differences.isEmpty() && fault.isEmpty(); i++) {
        runs.addAll(once(one, policy, answers).runs());
      }
      return new Result(one.name(), place, differences, fault, medians(version, runs));
    } finally {
      loop.call(
          () -> {
            policy.close();
            return Optional.empty();
          });
    }
  }

  /** What came of one exchange. */
  private record Came(Happened happened, List<CaseCourse.HookRun> runs) {}

  private Came once(CaseDocument.Case one, Policy policy, CaseUpstream.Answers answers)
      throws InterruptedException {
    CaseExchange exchange = new CaseExchange(one, loop);
    CaseCourse course = new CaseCourse(policy, one, exchange, threads);
    try {
      CompletableFuture<GatewayResponse> answer =
          loop.call(
              () -> {
                answers.begin(one.fetch());
                memory.begin(json(one.cache()));
                time = one.clock().map(CaseClock::at);
                exchange.put(HostExchange.VARS, vars(one.vars()));
                return course.run().toCompletableFuture();
              });
      GatewayResponse came = answer.get(LONGEST_CASE.toMillis(), TimeUnit.MILLISECONDS);
      return loop.call(
          () ->
              new Came(
                  new Happened(
                      course.forwarded(),
                      course.problem(),
                      came,
                      answers.asked(),
                      vars(exchange.get(HostExchange.VARS).orElse("[]"))),
                  course.runs()));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a case could not be run", e);
    } finally {
      loop.call(
          () -> {
            exchange.end();
            return Optional.empty();
          });
    }
  }

  /** What each exported hook took, half of the times more, half of the times less. */
  private static List<CaseCourse.HookRun> medians(
      ScriptVersion version, List<CaseCourse.HookRun> runs) {
    List<CaseCourse.HookRun> medians = new ArrayList<>();
    for (Hook hook : Hook.values()) {
      List<CaseCourse.HookRun> of = runs.stream().filter(r -> r.hook() == hook).toList();
      if (version.hooks().contains(hook) && !of.isEmpty()) {
        int middle = of.size() / 2;
        medians.add(
            new CaseCourse.HookRun(
                hook,
                of.stream().mapToLong(CaseCourse.HookRun::nanos).sorted().toArray()[middle],
                of.stream().mapToLong(CaseCourse.HookRun::bytes).sorted().toArray()[middle]));
      }
    }
    return medians;
  }

  private static Map<String, String> json(Map<String, ConfigNode> given) {
    Map<String, String> values = new LinkedHashMap<>();
    given.forEach((name, value) -> values.put(name, JsonText.of(value)));
    return values;
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
