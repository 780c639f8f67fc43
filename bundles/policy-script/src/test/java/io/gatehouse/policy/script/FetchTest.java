package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchTest {

  @TempDir static Path base;
  private static ScriptWorkshop workshop;
  private SlowUpstream crm;
  private FakeExchange exchange;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @BeforeEach
  void prepare() {
    crm = new SlowUpstream();
    exchange = workshop.exchange();
  }

  @Test
  void theHookGoesOnWithTheAnswer() {
    Policy policy =
        hook(
            """
            const answer = await fetch("upstream://crm/customers/42?full=1");
            request.headers.set("x-name", (await answer.json()).name);
            request.headers.set("x-told", `${answer.status} ${answer.ok} ${answer.headers.get("x-crm")}`);
            """);

    CompletableFuture<PolicyResult<GatewayRequest>> outcome = waiting(policy);
    GatewayRequest sent = crm.asked().getFirst().request();
    GatewayResponse answer = GatewayResponse.of(201, "application/json", "{\"name\":\"Ada\"}");
    answer.headers().set("x-crm", "yes");
    crm.answer(answer);

    assertThat(sent.method() + " " + sent.target()).isEqualTo("GET /customers/42?full=1");
    assertThat(sent.headers().first("x-request-id")).contains(exchange.id());
    assertThat(sent.headers().firstOr("traceparent", "")).contains(exchange.traceId());
    GatewayRequest passed = Outcomes.continued(outcome.join());
    assertThat(passed.headers().first("x-name")).contains("Ada");
    assertThat(passed.headers().first("x-told")).contains("201 true yes");
  }

  @Test
  void requestsHaveMethodHeadersAndContent() {
    Policy policy =
        hook(
            """
            await fetch(new Request("upstream://crm/notes", { method: "POST", body: "first" }));
            await fetch("upstream://crm", {
              method: "PUT",
              headers: { "x-a": "1", host: "elsewhere" },
              body: new TextEncoder().encode("second"),
            });
            await fetch("upstream://crm/caf\\u00e9 au lait?q=\\u00fc");
            """);

    var outcome = waiting(policy);
    crm.answer("");
    crm.answer("");
    assertThat(outcome).isNotDone();

    GatewayRequest first = crm.asked().get(0).request();
    assertThat(first.method() + " " + first.target() + " " + text(first.body()))
        .isEqualTo("POST /notes first");
    GatewayRequest second = crm.asked().get(1).request();
    assertThat(second.method() + " " + second.target() + " " + text(second.body()))
        .isEqualTo("PUT / second");
    assertThat(second.headers().first("x-a")).contains("1");
    assertThat(second.headers().contains("host")).isFalse();
    assertThat(crm.asked().get(2).request().target()).isEqualTo("/caf%C3%A9%20au%20lait?q=%C3%BC");
  }

  @Test
  void anAnswerCanBecomeTheResponse() {
    Policy policy = hook("return fetch('upstream://crm/picture')");
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff};

    var outcome = waiting(policy);
    crm.answer(
        new GatewayResponse(
            203, Headers.create().set("content-type", "image/png"), Body.of(picture)));

    GatewayResponse response = Outcomes.responded(outcome.join());
    assertThat(response.status()).isEqualTo(203);
    assertThat(response.headers().first("content-type")).contains("image/png");
    assertThat(((Body.Buffered) response.body()).bytes()).isEqualTo(picture);
  }

  @Test
  void contentIsReadInEveryForm() {
    Policy policy =
        hook(
            """
            const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map(() => fetch("upstream://crm/")));
            const told = [await a.text(), (await b.bytes()).length, (await c.arrayBuffer()).byteLength, d.data[0]];
            request.headers.set("x-told", told.join());
            """);

    var outcome = waiting(policy);
    for (int i = 0; i < 4; i++) {
      crm.answer("[10]");
    }

    assertThat(Outcomes.continued(outcome.join()).headers().first("x-told"))
        .contains("[10],4,4,10");
  }

  @Test
  void compressedContentIsRead() throws IOException {
    Policy policy =
        hook("request.headers.set('x-a', await (await fetch('upstream://crm/')).text())");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("plain".getBytes(StandardCharsets.UTF_8));
    }

    var outcome = waiting(policy);
    crm.answer(
        new GatewayResponse(
            200, Headers.create().set("content-encoding", "gzip"), Body.of(bytes.toByteArray())));

    assertThat(Outcomes.continued(outcome.join()).headers().first("x-a")).contains("plain");
  }

  @ParameterizedTest
  @CsvSource({"UPSTREAM_TIMEOUT, 504", "UPSTREAM_UNREACHABLE, 502"})
  void aFailureThatIsNotCaughtIsTheUpstreams(String code, int status) {
    Policy policy = hook("await fetch('upstream://crm/')");

    var outcome = waiting(policy);
    crm.fail(code, status);

    Problem problem = Outcomes.failed(outcome.join());
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.status()).isEqualTo(status);
  }

  @Test
  void aFailureCanBeCaught() {
    Policy policy =
        hook(
            """
            try {
              await fetch("upstream://crm/a");
            } catch (e) {
              request.headers.set("x-told", [e.name, e.code, e instanceof TypeError, e.message].join("|"));
            }
            """);

    var outcome = waiting(policy);
    crm.fail("UPSTREAM_TIMEOUT", 504);

    assertThat(Outcomes.continued(outcome.join()).headers().first("x-told"))
        .contains(
            "FetchError|UPSTREAM_TIMEOUT|true|fetch upstream://crm/a: Bad gateway: No answer came."
                + " (UPSTREAM_TIMEOUT)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'upstream://crn/'                       | no upstream 'crn'. Write 'crm'",
        "'upstream://'                           | no upstream ''",
        "'upstream://' + 'x'.repeat(1e4) + '/'   | no upstream 'xxx",
        "'upstream://' + 'x'.repeat(1e6) + '/'   | expected: at most 16384",
        "'https://example.com/'                  | expected: upstream://NAME/path",
        "'http://127.0.0.1:9080/status'          | expected: upstream://NAME/path",
        "'file:///etc/passwd'                    | expected: upstream://NAME/path",
        "'UPSTREAM://crm/'                       | expected: upstream://NAME/path",
        "'/customers'                            | expected: upstream://NAME/path",
        "''                                      | expected: upstream://NAME/path",
        "undefined                               | expected: upstream://NAME/path",
        "{}                                      | expected: upstream://NAME/path",
        "request                                 | expected: upstream://NAME/path",
        "'upstream://crm/../admin'               | without empty or dot segments",
        "'upstream://crm/%2e%2E/admin'           | without empty or dot segments",
        "'upstream://crm//admin'                 | without empty or dot segments",
        "'upstream://crm/a\\\\..\\\\b'           | expected: upstream://NAME/path",
        "'upstream://crm@elsewhere/'             | no upstream 'crm@elsewhere'",
        "'upstream://crm:9/'                     | no upstream 'crm:9'",
        "'upstream://crm/', { method: 'A B' }    | expected: a token such as GET",
        "'upstream://crm/', { body: 'x' }        | a GET request has no content",
        "'upstream://crm/', { headers: { 'a b': '1' } } | a b",
      })
  void whatIsNotDeclaredIsRefused(String arguments, String reason) {
    Policy policy =
        hook(
            """
            try {
              await fetch(%s);
            } catch (e) {
              request.headers.set("x-told", e.name + ": " + e.message);
            }
            """
                .formatted(arguments));

    GatewayRequest passed =
        Outcomes.continued(policy.onRequest(RequestBuilder.get("/a").build(), exchange));

    assertThat(passed.headers().firstOr("x-told", "")).startsWith("TypeError: ").contains(reason);
    assertThat(crm.asked()).isEmpty();
  }

  @Test
  void anAnswerLargerThanTheApiAllowsIsNone() {
    workshop.script(asHook("return fetch('upstream://crm/')"), crm).close();
    Policy policy =
        workshop.policy(
            "probe", new TestPolicyEnvironment().withUpstream("crm", crm).withBufferedBody(1000));
    StreamedText large = new StreamedText("x".repeat(1001));

    var outcome =
        Outcomes.<GatewayRequest>awaited(policy.onRequest(RequestBuilder.any(), exchange));
    crm.answer(new GatewayResponse(200, Headers.create(), large));

    assertThat(Outcomes.failed(outcome.join()).code()).isEqualTo("UPSTREAM_BODY_TOO_LARGE");
    assertThat(large.isCancelled()).isTrue();
  }

  @Test
  void thereIsNothingToFetchForWhileAModuleIsLoaded() {
    Policy policy =
        workshop.script(
            "let told; fetch('upstream://crm/').catch((e) => { told = e.message; });"
                + "export function onRequest(request) { request.headers.set('x-told', told); }",
            crm);

    assertThat(
            Outcomes.continued(policy.onRequest(RequestBuilder.any(), exchange))
                .headers()
                .firstOr("x-told", ""))
        .contains("expected: a call within a hook");
    assertThat(crm.asked()).isEmpty();
  }

  private Policy hook(String statements) {
    return workshop.script(asHook(statements), crm);
  }

  private static String asHook(String statements) {
    return "export async function onRequest(request, context) {\n" + statements + "\n}";
  }

  private CompletableFuture<PolicyResult<GatewayRequest>> waiting(Policy policy) {
    return Outcomes.awaited(policy.onRequest(RequestBuilder.get("/a").build(), exchange));
  }

  private static String text(Body body) {
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
