package io.gatehouse.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the launcher is told. */
class ReportsTest {

  private static final GatewaySettings SETTINGS =
      new GatewaySettings(
          List.of(),
          new GatewaySettings.Admin("127.0.0.1", 9080),
          new GatewaySettings.AccessLog(true, Path.of("log/access.log")),
          List.of(),
          Duration.ofSeconds(9));

  private static Finding finding(String file, int line, int column, String problem) {
    return new Finding(new Place(file, line, column, "routes[0]"), problem, "Write 'x'");
  }

  private static StatusEntry entry(String kind, String name, State state, Finding... findings) {
    return new StatusEntry(
        kind, name, state, "apis/" + name + ".yaml", "detail of " + name, List.of(findings));
  }

  private static Map<String, Object> boot(StatusEntry... entries) {
    return BootReporter.report(List.of(entries), SETTINGS, "1.2.3", Duration.ofMillis(1234));
  }

  @Test
  void saysThatTheGatewayIsReady() {
    Map<String, Object> report =
        boot(entry("listener", "http", State.SERVING), entry("api", "orders", State.SERVING));
    assertThat(report).containsEntry("code", 0).containsEntry("drain", Duration.ofSeconds(9));
    assertThat(report.get("text"))
        .isEqualTo(
            """
            Gatehouse 1.2.3 is ready after 1.23 s.
              listener http: detail of http
              1 API, 0 routes\
            """);
  }

  @Test
  void saysThatNotEverythingServes() {
    Map<String, Object> report =
        boot(
            entry("listener", "http", State.SERVING),
            entry("listener", "https", State.REFUSED, finding("etc/gatehouse.yaml", 7, 3, "taken")),
            entry("api", "orders", State.WAITING));
    assertThat(report).containsEntry("code", 0);
    assertThat(String.valueOf(report.get("text")))
        .contains("listener https: etc/gatehouse.yaml:7:3 routes[0]: taken. Write 'x'")
        .contains("not everything serves (2): see 'gatehouse status'");
  }

  @Test
  void failsTheStartWithoutAnyListener() {
    Map<String, Object> report =
        boot(entry("listener", "http", State.REFUSED), entry("api", "orders", State.SERVING));
    assertThat(report).containsEntry("code", 3);
    assertThat(report.get("text"))
        .isEqualTo("No listener could be opened:\n  http: detail of http");
  }

  @Test
  void saysThatTheStartWaitsForTheSettings() {
    StatusEntry refused =
        new StatusEntry(
            "settings",
            "gateway",
            State.REFUSED,
            "etc/gatehouse.yaml",
            "no traffic is let in",
            List.of(finding("etc/gatehouse.yaml", 2, 3, "'ports' is no key")));
    assertThat(SettingsReporter.pending(List.of(refused)))
        .contains(
            """
            etc/gatehouse.yaml is refused: no traffic is let in
              etc/gatehouse.yaml:2:3 routes[0]: 'ports' is no key. Write 'x'\
            """);
    assertThat(SettingsReporter.pending(List.of(entry("settings", "gateway", State.SERVING))))
        .isEmpty();
  }

  @Test
  void listsFindingsOnceInOrderOfTheirPlaces() {
    Finding late = finding("apis/b.yaml", 10, 1, "late");
    Finding early = finding("apis/b.yaml", 2, 1, "early");
    Finding first = finding("apis/a.yaml", 99, 1, "first\nof two lines");
    Map<String, Object> report =
        CheckReporter.report(
            List.of(late, first), List.of(entry("api", "b", State.REFUSED, late, early)));
    assertThat(report).containsEntry("code", 1);
    assertThat(report.get("text"))
        .isEqualTo(
            """
            apis/a.yaml:99:1 routes[0]: first of two lines. Write 'x'
            apis/b.yaml:2:1 routes[0]: early. Write 'x'
            apis/b.yaml:10:1 routes[0]: late. Write 'x'
            3 findings in 2 files.\
            """);
  }

  @Test
  void countsWhatWaitsWithoutAFindingAsOne() {
    Map<String, Object> report =
        CheckReporter.report(
            List.of(),
            List.of(
                entry("api", "a", State.WAITING),
                entry("route", "a", State.WAITING),
                entry("target", "t", State.REFUSED)));
    assertThat(report.get("text"))
        .isEqualTo("apis/a.yaml: api 'a' is waiting: detail of a\n1 finding in 1 file.");
  }

  @Test
  void doesNotTellOfWaitingBesideWhatIsWaitedFor() {
    Finding script = finding("policies/tier.js", 1, 1, "broken");
    Finding global = finding("etc/gatehouse.yaml", 2, 1, "unknown");
    Map<String, Object> report =
        CheckReporter.report(
            List.of(script),
            List.of(entry("api", "a", State.WAITING), entry("api", "b", State.REFUSED, global)));
    assertThat(report.get("text")).asString().endsWith("2 findings in 2 files.");
  }

  @Test
  void findsNothingWhereAllIsWell() {
    Map<String, Object> report =
        CheckReporter.report(List.of(), List.of(entry("api", "a", State.SERVING)));
    assertThat(report)
        .containsEntry("code", 0)
        .containsEntry("text", "No findings: 1 API, 0 routes, 0 bundles.");
  }
}
