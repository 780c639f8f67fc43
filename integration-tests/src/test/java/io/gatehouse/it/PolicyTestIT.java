package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.GatehouseInstance.Ran;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases of policy scripts: in the engine, under node, and as a condition for serving. */
class PolicyTestIT {

  private static final String TIER =
      """
      export const meta = { config: { type: "object", properties: { level: { type: "string" } } } };
      export function onRequest(request, context) {
        if (request.path === "/endless") for (;;);
        request.headers.set("x-tier", context.consumer?.metadata.tier ?? "bronze");
      }
      """;

  private final GatehouseInstance folder = GatehouseInstance.named("policy-test").prepare();

  private Ran test(String script, String cases) {
    folder.drop("policies/tier.js", script);
    folder.drop("policies/tier.test.yaml", cases);
    return folder.run("policy", "test");
  }

  private Path shipped() {
    return folder.distribution().home().resolve("docs/policy-scripts");
  }

  @Test
  void theShippedPoliciesPass() throws IOException {
    Ran ran = folder.run("policy", "test", shipped().toString());

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    try (Stream<Path> all = Files.walk(shipped())) {
      long scripts = all.filter(f -> f.toString().endsWith(".test.yaml")).count();
      assertThat(scripts).isGreaterThanOrEqualTo(12);
      assertThat(ran.output()).containsPattern("cases of " + scripts + " scripts: \\d+ passed");
    }
  }

  @Test
  void theShippedPoliciesPassUnderNode() throws Exception {
    assumeTrue(hasNode(), "node 20 or newer is not on this machine");
    ProcessBuilder node = new ProcessBuilder("node", "--test", "testing/");
    Process ran = node.directory(shipped().toFile()).redirectErrorStream(true).start();
    String output = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(ran.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ran.exitValue()).as(output).isZero();
    assertThat(output).containsPattern("pass (?:[6-9][0-9]|[1-9][0-9]{2})\\b");
  }

  private static boolean hasNode() throws IOException {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
  }

  @Test
  void aCaseThatFailsIsToldWithWhatCame() {
    Ran ran =
        test(
            TIER,
            """
            cases:
              - name: the tier is told
                consumer: { id: ada, metadata: { tier: gold } }
                expect:
                  request: { headers: { x-tier: silver } }
              - name: endless requests are stopped at the limit
                request: { path: /endless }
                expect:
                  problem: { status: 500, code: SCRIPT_TIMEOUT }
            """);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output())
        .contains("FAIL  the tier is told")
        .contains("tier.test.yaml:5:37 cases[0].expect.request.headers.x-tier")
        .containsPattern("expected +\"silver\"\\s+came +\"gold\"")
        .containsPattern("ok +endless requests are stopped at the limit +onRequest \\d+")
        .contains("2 cases of 1 script: 1 passed, 1 failed.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cases: [{ name: a, expct: {} }] | tier.test.yaml:1:20 | Write 'expect'",
        "cases: [{ name: a, expect: { response: { stauts: 200 } } }] | :1:42 | Write 'status'",
        "cases: [{ name: a, expect: {} }] | :1: | nothing is expected",
        "cases: [{ name: a, clock: noon, expect: { forwarded: true } }] | clock | such as 2026",
        "cases: [] | cases | at least one case",
        "cases: [{ name: a, expect: { request: { headers: { a: { matches: '(' } } } } }]"
            + " | :1:66 | no regular expression",
        "cases: [{ name: a, fetch: [{ url: 'http://x/' }], expect: { forwarded: true } }]"
            + " | url | upstream://NAME/path",
        "cases: [{ name: a, config: { levl: x }, expect: { forwarded: true } }] | levl | 'level'",
        "cases: [ | :1: | ",
      })
  void aMistakeInTheCasesIsToldWithItsPlace(String cases, String place, String remedy) {
    Ran ran = test(TIER, cases + "\n");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).contains("tier.test.yaml").contains(place);
    assertThat(ran.output()).contains(remedy == null ? "" : remedy);
  }

  @Test
  void aScriptThatCannotBeLoadedIsToldWithItsPlace() {
    Ran ran = test("export function onRequest( {\n", "cases: [{ name: a, expect: {} }]\n");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).contains("tier.test.yaml:1");
    Ran loaded =
        test(
            "export function onRequest( {\n",
            "cases: [{ name: a, expect: { forwarded: true } }]\n");
    assertThat(loaded.output()).contains("policies/tier.js:2:1: SyntaxError");
    assertThat(loaded.exitCode()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsWrongUsage() {
    assertThat(folder.run("policy", "test", "nowhere").exitCode()).isEqualTo(2);
    folder.drop("policies/tier.js", TIER);
    Ran none = folder.run("policy", "test");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.output()).contains("There are no cases");
  }

  @Test
  void aVersionWhoseCasesFailDoesNotServeWhereTestsAreRequired() {
    try (StubUpstream upstream = StubUpstream.answering("ok");
        GatehouseInstance gateway =
            GatehouseInstance.named("require-tests")
                .settings("scripts: { requireTests: true }")
                .start()) {
      gateway.drop("policies/mark.test.yaml", mark("one"));
      gateway.drop("policies/mark.js", marking("one"));
      gateway.drop(
          "apis/marked.yaml",
          """
          api: marked
          policies: [mark]
          routes: [ { name: all, match: { paths: [/**] }, to: { upstream: u } } ]
          upstreams: { u: { targets: [ { url: "%s" } ] } }
          """
              .formatted(upstream.url()));
      Awaiting.until("it serves", () -> gateway.get("/").all("x-mark").equals(List.of("one")));

      gateway.drop("policies/mark.js", marking("two"));
      Awaiting.until("it is refused", () -> gateway.errorBeside("policies/mark.js").isPresent());
      assertThat(gateway.errorBeside("policies/mark.js").orElseThrow())
          .contains("policies/mark.test.yaml:3", "the case 'it marks' fails", "\"two\" came");
      assertThat(gateway.get("/").all("x-mark")).containsExactly("one");

      gateway.drop("policies/mark.test.yaml", mark("two"));
      Awaiting.until("it serves", () -> gateway.get("/").all("x-mark").equals(List.of("two")));
      Awaiting.until("it is well", () -> gateway.errorBeside("policies/mark.js").isEmpty());
    }
  }

  private static String marking(String mark) {
    return "export function onResponse(r) { r.headers.set('x-mark', '" + mark + "'); }\n";
  }

  private static String mark(String expected) {
    return """
    cases:
      - name: it marks
        expect: { response: { headers: { x-mark: %s } } }
    """
        .formatted(expected);
  }
}
