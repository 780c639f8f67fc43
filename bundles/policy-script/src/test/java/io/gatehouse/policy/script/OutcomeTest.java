package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @Test
  void nothingReturnedLetsTheMessagePass() {
    Policy policy =
        workshop.script("export function onRequest(r) { r.headers.set('x-tier', 'gold'); }");

    GatewayRequest passed = passed(policy, RequestBuilder.get("/a").build());
    GatewayResponse response =
        Outcomes.continued(policy.onResponse(GatewayResponse.of(200), workshop.exchange()));

    assertThat(passed.headers().first("x-tier")).contains("gold");
    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void aResponseStopsTheRequest() {
    Policy policy =
        workshop.script(
            "export const onRequest = () =>"
                + " Response.json({ title: 'Key missing' }, { status: 401 });");

    GatewayResponse response = Outcomes.responded(run(policy, RequestBuilder.any()));

    assertThat(response.status()).isEqualTo(401);
    assertThat(text(response.body())).isEqualTo("{\"title\":\"Key missing\"}");
    assertThat(response.headers().first("content-type")).contains("application/json");
  }

  @Test
  void aRequestReplacesTheRequest() {
    Policy policy =
        workshop.script(
            """
            export function onRequest(request) {
              const url = new URL(request.url);
              url.searchParams.set("full", "yes & no");
              return new Request(url, { method: "PUT", body: "new", headers: { "X-Only": "1" } });
            }
            """);

    GatewayRequest replaced = passed(policy, RequestBuilder.post("/orders/1?x=1", "old").build());

    assertThat(replaced.method()).isEqualTo("PUT");
    assertThat(replaced.target()).isEqualTo("/orders/1?x=1&full=yes+%26+no");
    assertThat(text(replaced.body())).isEqualTo("new");
    assertThat(replaced.headers().first("x-only")).contains("1");
  }

  @Test
  void propertiesOfTheRequestCanBeAssigned() {
    Policy policy =
        workshop.script(
            """
            export function onRequest(request) {
              request.method = "PATCH";
              request.path = "/v2" + request.path;
              request.query = "?a=1";
            }
            """);

    GatewayRequest passed = passed(policy, RequestBuilder.get("/orders").build());

    assertThat(passed.method() + " " + passed.target()).isEqualTo("PATCH /v2/orders?a=1");
  }

  @ParameterizedTest
  @CsvSource({"403, CLIENT", "503, GATEWAY"})
  void aGatewayErrorIsAProblem(int status, FailureOrigin origin) {
    Policy policy =
        workshop.script(
            "export function onRequest() { throw new GatewayError("
                + status
                + ", 'No entry', 'After hours'); }");

    Problem problem = Outcomes.failed(run(policy, RequestBuilder.any()));

    assertThat(problem)
        .isEqualTo(
            new Problem("SCRIPT_REFUSED", status, "No entry", "After hours", origin, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null.x",
        "throw 'text'",
        "throw undefined",
        "return 'text'",
        "return 42",
        "return {}",
        "return new Response('x', { status: 999 })",
        "return new Response('x', { status: 'abc' })",
        "return Response.json({}, { status: 101 })",
        "request.headers.set('x-a', 'b\\r\\nx-evil: 1')",
        "request.headers.append('x-a', 'b\\nc')",
        "request.headers.set('x-a', '\\u010d\\u010a')",
        "request.headers.set('bad name', 'b')",
        "request.headers.set('', 'b')",
        "return new Response('x', { headers: { 'x-a': 'b\\r\\nc' } })",
        "request.path = '/a/../admin'",
        "request.path = '/a/%2e%2E/admin'",
        "request.path = 'orders'",
        "request.path = '/a//b'",
        "request.path = '/a b'",
        "request.path = '/a%zz'",
        "request.query = 'a=\\r\\n'",
        "request.method = 'GET /evil'",
        "throw new GatewayError(200, 'fine')",
        "await Promise.reject(new Error('late'))",
        "request.data = 1",
        "await request.json()",
        "context.vars.set('big', 'x'.repeat(100000))",
        "context.config.tier = 'x'",
        "Object.prototype.polluted = 1",
        "JSON.stringify = null",
        "globalThis.leak = 1",
        "leak = 1",
      })
  void whatIsWrongIsAnOpaqueFailure(String statement) {
    Policy policy =
        workshop.script(
            "export "
                + (statement.contains("await") ? "async " : "")
                + "function onRequest(request, context) {\n  "
                + statement
                + ";\n}\n");

    Problem problem = Outcomes.failed(run(policy, RequestBuilder.any()));

    assertThat(problem).isEqualTo(Problem.gateway("SCRIPT_FAILED", 500, "A policy failed", ""));
    assertThat(workshop.scripts().status().getFirst().detail()).contains("SCRIPT_FAILED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "function onRequest(r) {\\n  const x = null;\\n  return x.y;\\n} | policies/probe.js:3:10",
        "async function onRequest(r) {\\n  await 0;\\n  throw new TypeError('t');\\n} |"
            + " policies/probe.js:3",
        "function onRequest(r) {\\n  r.headers.set('a b', 'c');\\n} | policies/probe.js:2",
        "function onRequest(r) {\\n\\n  throw new Error('e');\\n} | policies/probe.js:3",
        "function onRequest(r) {\\n\\n  Object.prototype.x = 1;\\n} | policies/probe.js:1:17",
      })
  void thePlaceOfAFailureIsInTheStatus(String hook, String place) {
    Policy policy = workshop.script("export " + hook.replace("\\n", "\n"));

    Outcomes.failed(run(policy, RequestBuilder.any()));

    assertThat(workshop.scripts().status().getFirst().detail()).contains(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "async function onRequest(r) { await 0; r.headers.set('x-a', '1'); }",
        "function onRequest(r) { return Promise.resolve().then(() => r.headers.set('x-a', '1'))"
            + ".then(() => undefined); }",
        "async function onRequest(r) { r.headers.set('x-a', '1'); return r; }",
        "function onRequest(r) { r.headers.set('x-a', '1'); return null; }",
      })
  void hooksMayBeAsync(String hook) {
    Policy policy = workshop.script("export " + hook);

    assertThat(passed(policy, RequestBuilder.any()).headers().first("x-a")).contains("1");
  }

  @Test
  void anAsyncHookCanAnswerAndRefuse() {
    Policy policy =
        workshop.script(
            """
            export async function onRequest(request) {
              await 0;
              if (request.headers.has("x-answer")) return new Response("hi");
              throw new GatewayError(403, "No");
            }
            """);

    GatewayRequest asking = RequestBuilder.get("/").header("x-answer", "1").build();
    assertThat(text(Outcomes.responded(run(policy, asking)).body())).isEqualTo("hi");
    assertThat(Outcomes.failed(run(policy, RequestBuilder.any())).status()).isEqualTo(403);
  }

  @Test
  void jsonIsWrittenBackWhenChanged() {
    Policy policy =
        workshop.script(
            """
            export const meta = { body: { request: "json" } };
            export function onRequest(request) { request.data.n += 1; }
            """);

    GatewayRequest passed =
        passed(
            policy,
            RequestBuilder.post("/", "{ \"n\": 1 }").header("content-length", "10").build());

    assertThat(text(passed.body())).isEqualTo("{\"n\":2}");
    assertThat(passed.headers().contains("content-length")).isFalse();
  }

  @Test
  void jsonThatIsOnlyReadPassesAsItCame() {
    Policy policy =
        workshop.script(
            """
            export const meta = { body: { request: "json" } };
            export function onRequest(request) { if (request.data.id === 0) throw new Error(); }
            """);
    String sent = "{ \"id\" : 12345678901234567890 }";

    assertThat(text(passed(policy, RequestBuilder.post("/", sent).build()).body())).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{bad", "[1,", "{\"a\":1}x", "NESTED"})
  void contentThatIsNotJsonIsTheClientsFault(String content) {
    Policy policy =
        workshop.script(
            """
            export const meta = { body: { request: "json" } };
            export function onRequest(request) { request.data.n += 1; }
            """);
    String sent = content.equals("NESTED") ? "[".repeat(1_000_000) : content;

    Problem problem = Outcomes.failed(run(policy, RequestBuilder.post("/", sent).build()));

    assertThat(problem.code()).isEqualTo("BODY_NOT_JSON");
    assertThat(problem.status()).isEqualTo(400);
  }

  @Test
  void aResponseThatIsNotJsonIsTheUpstreamsFault() {
    Policy policy =
        workshop.script(
            """
            export const meta = { body: { response: "json" } };
            export async function onResponse(response) { (await response.json()).x = 1; }
            """);

    Problem problem =
        Outcomes.failed(
            policy.onResponse(GatewayResponse.of(200, "text/html", "<html>"), workshop.exchange()));

    assertThat(problem.status()).isEqualTo(502);
    assertThat(problem.origin()).isEqualTo(FailureOrigin.UPSTREAM);
  }

  @Test
  void bytesAndTextCanBeReadAndWritten() {
    Policy policy =
        workshop.script(
            """
            export const meta = { body: { request: "bytes", response: "text" } };
            export function onRequest(request) {
              request.data = new TextEncoder().encode(new TextDecoder().decode(request.data) + "!");
            }
            export function onResponse(response) { response.data = response.data.toUpperCase(); }
            """);

    GatewayRequest passed = passed(policy, RequestBuilder.post("/", "grüße, wer da?").build());
    GatewayResponse response =
        Outcomes.continued(
            policy.onResponse(GatewayResponse.of(200, "text/plain", "äb"), workshop.exchange()));

    assertThat(text(passed.body())).isEqualTo("grüße, wer da?!");
    assertThat(text(response.body())).isEqualTo("ÄB");
  }

  @Test
  void compressedContentIsReadInPlain() throws IOException {
    Policy policy =
        workshop.script(
            """
            export const meta = { body: { response: "json" } };
            export function onResponse(response) { response.data.secret = "***"; }
            """);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("{\"secret\":1}".getBytes(StandardCharsets.UTF_8));
    }
    Headers headers = Headers.create().set("content-encoding", "gzip");

    GatewayResponse response =
        Outcomes.continued(
            policy.onResponse(
                new GatewayResponse(200, headers, Body.of(compressed.toByteArray())),
                workshop.exchange()));

    assertThat(text(response.body())).isEqualTo("{\"secret\":\"***\"}");
    assertThat(response.headers().contains("content-encoding")).isFalse();
    assertThat(
            Outcomes.failed(
                    policy.onResponse(
                        new GatewayResponse(
                            200, Headers.create().set("content-encoding", "br"), Body.of("x")),
                        workshop.exchange()))
                .code())
        .isEqualTo("BODY_CODING_UNKNOWN");
  }

  @Test
  void aResponseIsChangedInPlaceOrReplaced() {
    Policy policy =
        workshop.script(
            """
            export function onResponse(response) {
              response.headers.delete("server");
              if (response.status === 500) return new Response("sorry", { status: 503 });
              response.status = 404;
            }
            """);

    GatewayResponse changed =
        Outcomes.continued(
            policy.onResponse(
                new GatewayResponse(200, Headers.create().set("Server", "x"), Body.of("b")),
                workshop.exchange()));
    GatewayResponse replaced =
        Outcomes.responded(policy.onResponse(GatewayResponse.of(500), workshop.exchange()));

    assertThat(changed.status()).isEqualTo(404);
    assertThat(changed.headers().contains("server")).isFalse();
    assertThat(text(changed.body())).isEqualTo("b");
    assertThat(replaced.status()).isEqualTo(503);
    assertThat(text(replaced.body())).isEqualTo("sorry");
  }

  @Test
  void onErrorCanAnswerForAFailure() {
    Policy policy =
        workshop.script(
            """
            export function onError(error) {
              if (error.code === "UPSTREAM_TIMEOUT") return new Response("later", { status: 503 });
            }
            """);
    Problem timeout = Problem.upstream("UPSTREAM_TIMEOUT", 504, "Timeout", "");
    Problem other = Problem.upstream("UPSTREAM_DOWN", 502, "Down", "");

    assertThat(Outcomes.responded(policy.onError(timeout, workshop.exchange())).status())
        .isEqualTo(503);
    assertThat(Outcomes.continued(policy.onError(other, workshop.exchange()))).isEqualTo(other);
  }

  @Test
  void theContextTellsAboutTheExchange() {
    Policy policy =
        workshop.script(
            """
            export function onRequest(request, context) {
              const { requestId, traceId, api, route, consumer, params, client } = context;
              return Response.json({ requestId, traceId, api, route, consumer, params, client });
            }
            """);
    var exchange = workshop.exchange().withPathParameter("id", "4\"2");
    exchange.authenticated(new ApiConsumer("acme", List.of("gold"), Map.of("tier", "g\u2028")));

    GatewayResponse response = Outcomes.responded(policy.onRequest(RequestBuilder.any(), exchange));

    assertThat(text(response.body()))
        .contains("\"requestId\":\"test-0001\"", "\"api\":\"orders\"", "\"route\":\"get-order\"")
        .contains("\"id\":\"acme\"", "\"groups\":[\"gold\"]", "\"params\":{\"id\":\"4\\\"2\"}")
        .contains("\"client\":{\"ip\":\"192.0.2.1\",\"port\":54321,\"tls\":false}");
  }

  @Test
  void varsLiveAsLongAsTheExchange() {
    Policy policy =
        workshop.script(
            """
            export function onRequest(request, context) { context.vars.set("n", { seen: 1 }); }
            export function onResponse(response, context) {
              response.headers.set("x-n", String(context.vars.get("n")?.seen));
            }
            """);
    var exchange = workshop.exchange();
    policy.onRequest(RequestBuilder.any(), exchange);

    assertThat(
            Outcomes.continued(policy.onResponse(GatewayResponse.of(200), exchange))
                .headers()
                .first("x-n"))
        .contains("1");
    assertThat(
            Outcomes.continued(policy.onResponse(GatewayResponse.of(200), workshop.exchange()))
                .headers()
                .first("x-n"))
        .contains("undefined");
  }

  @Test
  void headersBehaveAsInFetch() {
    Policy policy =
        workshop.script(
            """
            export function onRequest(request) {
              const h = request.headers;
              h.append("Set-Cookie", "a=1");
              h.append("set-cookie", "b=2");
              h.set("content-length", "999");
              const seen = [];
              for (const [name, value] of h) seen.push(name + "=" + value);
              return Response.json({ seen, accept: h.get("ACCEPT"), none: h.get("none"),
                  cookies: h.getSetCookie(), has: h.has("accept"), json: JSON.stringify(h) });
            }
            """);

    GatewayResponse response =
        Outcomes.responded(
            run(
                policy,
                RequestBuilder.get("/").header("Accept", "a").header("accept", "b").build()));

    assertThat(text(response.body()))
        .contains("\"seen\":[\"accept=a, b\",\"set-cookie=a=1\",\"set-cookie=b=2\"]")
        .contains("\"accept\":\"a, b\"", "\"none\":null", "\"cookies\":[\"a=1\",\"b=2\"]");
  }

  private static io.gatehouse.api.policy.PolicyResult<GatewayRequest> run(
      Policy policy, GatewayRequest request) {
    return policy.onRequest(request, workshop.exchange());
  }

  private static GatewayRequest passed(Policy policy, GatewayRequest request) {
    return Outcomes.continued(run(policy, request));
  }

  private static String text(Body body) {
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
