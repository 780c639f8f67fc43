package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProcessFigures;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything hostile that there is, sent to one gateway; the test and the proof both run it. */
public final class HostileHttp {

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);

  private final StubUpstream upstream;
  private final GatehouseInstance gateway;

  public HostileHttp(HostileGround ground) {
    this.upstream = ground.upstream();
    this.gateway = ground.gateway();
  }

  /**
   * Sends the table to a port that is not the gateway's. Nothing else is judged: there is no log.
   */
  public static List<Outcome> sendTable(int port, StubUpstream upstream) {
    return outcomes(new HostileRun(port, upstream).run(HostileTable.read()));
  }

  /** Runs it all, which takes about a minute. */
  public List<Outcome> run() {
    warmUp();
    ProcessFigures before = gateway.figures();
    List<Outcome> outcomes = new ArrayList<>(table());
    outcomes.addAll(new HostileUpstreamRun(gateway.port(), upstream).run());
    outcomes.addAll(new HostileTimings(gateway.port(), upstream).run());
    outcomes.addAll(new HostileDefinitions(gateway, upstream).run());
    outcomes.add(resources(before));
    outcomes.add(noTraces());
    return outcomes;
  }

  private List<Outcome> table() {
    HostileRun run = new HostileRun(gateway.port(), upstream);
    Map<HostileCase, List<String>> violations = run.run(HostileTable.read());
    run.judgeLog(gateway::accessLog)
        .forEach(
            (hostile, wrong) ->
                violations.merge(
                    hostile,
                    wrong,
                    (before, more) -> Stream.concat(before.stream(), more.stream()).toList()));
    return outcomes(violations);
  }

  private static List<Outcome> outcomes(Map<HostileCase, List<String>> violations) {
    List<Outcome> outcomes = new ArrayList<>();
    violations.forEach(
        (hostile, wrong) ->
            outcomes.add(
                new Outcome(
                    hostile.id(), hostile.title() + " (line " + hostile.line() + ")", wrong)));
    return outcomes;
  }

  /** Threads and descriptors that are made once do not count as lost. */
  private void warmUp() {
    for (int i = 0; i < 50; i++) {
      try (RawHttp http = gateway.connect()) {
        http.send("GET /open/warm HTTP/1.1\r\nHost: it.test\r\n\r\n");
        RawResponse response = http.response();
        if (response.status() != 200) {
          throw new IllegalStateException("warm-up: " + response.statusLine() + response.text());
        }
      }
    }
  }

  private Outcome resources(ProcessFigures before) {
    List<String> wrong = new ArrayList<>();
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    ProcessFigures after = gateway.figures();
    while (!isSettled(before, after) && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      after = gateway.figures();
    }
    if (!isSettled(before, after)) {
      wrong.add("before " + before + ", after " + after);
    }
    return new Outcome("I6", "descriptors and threads return to where they were", wrong);
  }

  private static boolean isSettled(ProcessFigures before, ProcessFigures after) {
    return after.openFiles() <= before.openFiles() + 8 && after.threads() <= before.threads() + 4;
  }

  private Outcome noTraces() {
    String log = gateway.log();
    List<String> wrong = new ArrayList<>();
    log.lines()
        .filter(line -> line.startsWith("\tat ") || line.contains("LEAK:"))
        .limit(3)
        .forEach(line -> wrong.add("the log has " + line.strip()));
    return new Outcome("I4", "no stack trace and no leak in the log", wrong);
  }
}
