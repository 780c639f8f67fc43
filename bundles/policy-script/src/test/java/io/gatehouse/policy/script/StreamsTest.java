package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.BodyNeed;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that passes a script as it streams. */
class StreamsTest {

  private static final String META =
      "export const meta = { timeoutMs: 50, body: { request: 'stream', response: 'stream' } };\n";

  /** What transforms upper-case. */
  private static final String UPPER =
      "new TransformStream({ transform(chunk, controller) { controller.enqueue(new"
          + " TextEncoder().encode(new TextDecoder().decode(chunk).toUpperCase())) } })";

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
  void everyPieceIsTransformedAsItPasses() {
    Policy policy = onRequest("request.body = request.body.pipeThrough(" + UPPER + ")");
    PieceSource source = PieceSource.of("one ", "two");

    GatewayRequest passed = Outcomes.continued(run(policy, source));

    assertThat(passed.headers().first("content-length")).isEmpty();
    assertThat(passed.body().length()).isEqualTo(-1);
    PieceTaker taker = taker(passed.body());
    taker.request(1);
    assertThat(taker.taken()).containsExactly("ONE ");
    assertThat(source.waiting()).as("not read ahead").isEqualTo(1);
    taker.request(2);
    assertThat(taker.taken()).containsExactly("ONE ", "TWO");
    assertThat(taker.isComplete()).isTrue();
  }

  @Test
  void nothingIsReadBeforeItIsWanted() {
    Policy policy = onRequest("request.body = request.body.pipeThrough(" + UPPER + ")");
    PieceSource source = PieceSource.of("one");

    PieceTaker taker = taker(Outcomes.continued(run(policy, source)).body());

    assertThat(source.outstanding()).isZero();
    assertThat(taker.taken()).isEmpty();
  }

  @Test
  void contentThatIsNotTouchedPassesAsItIs() {
    for (String hook : new String[] {"", "request.body", "request.body = request.body"}) {
      PieceSource source = PieceSource.of("one");

      assertThat(Outcomes.continued(run(onRequest(hook), source)).body()).as(hook).isSameAs(source);
    }
  }

  @Test
  void startFlushTerminateAndChainsWorkAsTheStandardSays() {
    assertThat(
            all(
                "const count = new TransformStream({ start(c) { this.n = 0;"
                    + " c.enqueue(e.encode('<')) }, transform(chunk, c) { this.n += chunk.length;"
                    + " c.enqueue(chunk) }, flush(c) { c.enqueue(e.encode('>' + this.n)) }"
                    + " });request.body = request.body.pipeThrough("
                    + UPPER
                    + ").pipeThrough(count).pipeThrough(new TransformStream())",
                "one",
                "two"))
        .isEqualTo("<ONETWO>6");
    assertThat(
            all(
                "request.body = request.body.pipeThrough(new TransformStream({ transform(chunk, c)"
                    + " { c.enqueue(chunk); c.terminate() } })).pipeThrough(new TransformStream({"
                    + " flush(c) { c.enqueue(e.encode('.')) } }))",
                "one",
                "two"))
        .isEqualTo("one.");
    assertThat(
            all(
                "request.body = request.body.pipeThrough(new TransformStream({ async"
                    + " transform(chunk, c) { const hash = await crypto.subtle.digest('SHA-256',"
                    + " chunk); c.enqueue(e.encode(String(hash.byteLength))) } }))",
                "one"))
        .isEqualTo("32");
  }

  @Test
  void partsOfCharactersAreKeptByADecoderThatStreams() {
    assertThat(
            all(
                "const d = new TextDecoder(); let text = ''; request.body ="
                    + " request.body.pipeThrough(new TransformStream({ transform(chunk) { for"
                    + " (const b of chunk) text += d.decode(new Uint8Array([b]), { stream: true })"
                    + " }, flush(c) { c.enqueue(e.encode(text + d.decode())) } }))",
                "\u00e4\u20ac",
                "\uD83D\uDE00"))
        .isEqualTo("\u00e4\u20ac\uD83D\uDE00");
  }

  @Test
  void aResponseIsReplacedByOneOfItsOwnContent() {
    Policy policy =
        onResponse(
            "return new Response(response.body.pipeThrough("
                + UPPER
                + "), { status: 201, headers: response.headers })");
    PieceSource source = PieceSource.of("one");

    GatewayResponse made = Outcomes.responded(run(policy, 200, source));

    assertThat(made.status()).isEqualTo(201);
    PieceTaker taker = taker(made.body());
    taker.request(5);
    assertThat(taker.taken()).containsExactly("ONE");
    assertThat(source.isCancelled()).isFalse();
  }

  @Test
  void aResponseKeepsItsContentUnderAnotherStatus() {
    PieceSource source = PieceSource.of("one");

    GatewayResponse made =
        Outcomes.responded(
            run(onResponse("return new Response(response.body, { status: 203 })"), 200, source));

    assertThat(made.status()).isEqualTo(203);
    assertThat(made.body()).isSameAs(source);
    assertThat(source.isCancelled()).isFalse();
  }

  @Test
  void anEndlessResponsePassesPieceByPiece() {
    Policy policy = onResponse("response.body = response.body.pipeThrough(" + UPPER + ")");
    PieceSource source = new PieceSource();
    PieceTaker taker = taker(Outcomes.continued(run(policy, 200, source)).body());
    taker.request(Long.MAX_VALUE);

    for (int i = 0; i < 2000; i++) {
      source.add("event");
    }

    assertThat(taker.taken()).hasSize(2000).containsOnly("EVENT");
    taker.cancel();
    assertThat(source.isCancelled()).isTrue();
  }

  @Test
  void contentThatWasCollectedStaysCollected() {
    Policy policy = onRequest("request.body = request.body.pipeThrough(" + UPPER + ")");
    String text = "x".repeat(3 * PiecedBody.PIECE + 1);

    var outcome =
        Outcomes.awaited(
            policy.onRequest(RequestBuilder.post("/", text).build(), workshop.exchange()));

    assertThat(Outcomes.continued(outcome.join()).body())
        .isInstanceOfSatisfying(
            Body.Buffered.class,
            body -> assertThat(body.text()).isEqualTo(text.toUpperCase(java.util.Locale.ROOT)));
    Problem problem =
        Outcomes.failed(
            Outcomes.awaited(
                    onRequest(
                            "request.body = request.body.pipeThrough(new TransformStream({"
                                + " transform() { null.x } }))")
                        .onRequest(RequestBuilder.post("/", text).build(), workshop.exchange()))
                .join());
    assertThat(problem.code()).isEqualTo("SCRIPT_FAILED");
  }

  @Test
  void thereIsNoStreamWhereThereIsNoContent() {
    Policy policy = onRequest("return Response.json(request.body)");

    GatewayResponse answer =
        Outcomes.responded(policy.onRequest(RequestBuilder.any(), workshop.exchange()));

    assertThat(((Body.Buffered) answer.body()).text()).isEqualTo("null");
  }

  @Test
  void contentIsNotCollectedForIt() {
    onRequest("").close();

    var descriptor =
        ((io.gatehouse.api.extension.Extension.OfPolicy) workshop.registry().extension("probe"))
            .factory()
            .descriptor();

    assertThat(descriptor.requestBody()).isEqualTo(BodyNeed.NONE);
    assertThat(descriptor.responseBody()).isEqualTo(BodyNeed.NONE);
  }

  @Test
  void compressedContentIsRefused() {
    Policy policy = onRequest("");
    GatewayRequest request =
        RequestBuilder.of("POST", "/")
            .header("content-encoding", "gzip")
            .body(PieceSource.of("x"))
            .build();

    Problem problem = Outcomes.failed(policy.onRequest(request, workshop.exchange()));

    assertThat(problem.code()).isEqualTo("BODY_CODING_UNKNOWN");
    assertThat(problem.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for (;;) ;|SCRIPT_TIMEOUT",
        "for (;;) try { for (;;) ; } finally { continue; }|SCRIPT_TIMEOUT",
        "for (;;) await null|SCRIPT_TIMEOUT",
        "throw new Error('x')|SCRIPT_FAILED",
        "c.error(new Error('x'))|SCRIPT_FAILED",
        "c.error(new GatewayError(422, 'No'))|SCRIPT_REFUSED",
        "throw new GatewayError(413, 'Too much')|SCRIPT_REFUSED",
        "c.enqueue('text')|SCRIPT_FAILED",
        "c.enqueue(null)|SCRIPT_FAILED",
        "c.enqueue(new Uint8Array(5e6))|SCRIPT_FAILED",
        "for (let i = 0; i < 9; i++) c.enqueue(new Uint8Array(5e5))|SCRIPT_FAILED",
        "await new Promise(() => {})|SCRIPT_FAILED",
        "await fetch('upstream://crm/')|SCRIPT_FAILED",
        "request.headers.set('x-late', '1')|SCRIPT_FAILED",
        "c.terminate(); c.enqueue(chunk)|SCRIPT_FAILED",
        "new c.constructor()|SCRIPT_FAILED",
      })
  void aTransformThatFailsEndsItsStream(String statement, String code) {
    Policy policy =
        onRequest(
            "request.body = request.body.pipeThrough(new TransformStream({ async transform(chunk,"
                + " c) { "
                + statement
                + " } }))");
    PieceSource source = PieceSource.of("one", "two");

    PieceTaker taker = taker(Outcomes.continued(run(policy, source)).body());
    taker.request(5);

    assertThat(taker.problem().code()).isEqualTo(code);
    assertThat(taker.taken()).isEmpty();
    assertThat(source.isCancelled()).isTrue();
    workshop.quiet();
    assertThat(Outcomes.continued(run(policy, PieceSource.of("x"))))
        .as("the next request")
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new ReadableStream()",
        "request.body.pipeThrough({ transform() {} })",
        "request.body.pipeThrough(new TransformStream({ transform: 1 }))",
        "const t = new TransformStream(); request.body.pipeThrough(t).pipeThrough(t)",
        "request.body.pipeThrough(new TransformStream()); request.body.pipeThrough(new"
            + " TransformStream())",
        "const was = request.body; was.pipeThrough(new TransformStream()); request.body = was",
        "request.body = null",
        "request.body = 'text'",
        "request.data",
        "await request.text()",
        "request.body = request.body.pipeThrough(new TransformStream()); await request.json()",
        "await new Response(request.body).text()",
        "await fetch('upstream://crm/', { method: 'POST', body: request.body })",
        "new Response('x').body",
        "request.soap",
        "Object.getPrototypeOf(request.body).pipeThrough.call({}, new TransformStream())",
      })
  void whatIsNoUseOfAStreamFails(String statement) {
    Policy policy =
        workshop.script(
            META + "export async function onRequest(request) { " + statement + " }",
            new SlowUpstream());

    PolicyResult<GatewayRequest> result = run(policy, PieceSource.of("one"));

    assertThat(Outcomes.failed(result).code()).isEqualTo("SCRIPT_FAILED");
  }

  @Test
  void oneExchangeHasNothingOfAnothersStream() {
    Policy policy =
        onRequest(
            "request.body = request.body.pipeThrough(new TransformStream({ transform(chunk, c) {"
                + " if (request_ === 'keep') kept.push(c); else try { kept[0].enqueue(chunk) }"
                + " catch (error) { c.enqueue(e.encode(error.message)) } } }))");

    PieceSource first = new PieceSource();
    PieceTaker one = taker(Outcomes.continued(run(policy, "/keep", first)).body());
    one.request(9);
    first.add("first");
    PieceTaker other =
        taker(Outcomes.continued(run(policy, "/other", PieceSource.of("secret"))).body());
    other.request(9);
    first.add("again");

    assertThat(one.taken()).isEmpty();
    assertThat(other.taken())
        .containsExactly(
            "controller.enqueue: its content does not pass now (expected: a call within transform"
                + " or flush)");
  }

  @Test
  void aStreamOfAnotherMessageIsRefused() {
    Policy policy =
        onRequest("if (request_ === 'keep') kept.push(request.body); else request.body = kept[0]");

    assertThat(Outcomes.continued(run(policy, "/keep", PieceSource.of("a")))).isNotNull();
    assertThat(Outcomes.failed(run(policy, "/other", PieceSource.of("b"))).code())
        .isEqualTo("SCRIPT_FAILED");
  }

  @Test
  void whatWasUnderWayInAStoppedContextFails() {
    Policy policy =
        onRequest(
            "if (request_ === 'run') for (;;) ; request.body = request.body.pipeThrough("
                + UPPER
                + ")");
    PieceSource source = new PieceSource();
    PieceTaker taker = taker(Outcomes.continued(run(policy, source)).body());
    taker.request(9);
    source.add("one");

    assertThat(Outcomes.failed(run(policy, "/run", PieceSource.of("x"))).code())
        .isEqualTo("SCRIPT_TIMEOUT");
    workshop.quiet();
    source.add("two");

    assertThat(taker.taken()).containsExactly("ONE");
    assertThat(taker.problem().code()).isEqualTo("SCRIPT_RECOVERING");
    assertThat(source.isCancelled()).isTrue();
  }

  @Test
  void contentThatDoesNotArriveFailsAsItDid() {
    Policy policy = onRequest("request.body = request.body.pipeThrough(" + UPPER + ")");
    PieceSource source = new PieceSource();
    PieceTaker taker = taker(Outcomes.continued(run(policy, source)).body());
    taker.request(1);

    source.fail(
        new io.gatehouse.api.http.ProblemException(Problem.client("CLIENT_GONE", 400, "Gone", "")));

    assertThat(taker.problem().code()).isEqualTo("CLIENT_GONE");
  }

  private static String all(String hook, String... pieces) {
    PieceTaker taker =
        taker(Outcomes.continued(run(onRequest(hook), PieceSource.of(pieces))).body());
    taker.request(100);
    assertThat(taker.isComplete()).as("complete").isTrue();
    return String.join("", taker.taken());
  }

  private static PieceTaker taker(Body body) {
    PieceTaker taker = new PieceTaker();
    ((Body.Streamed) body).subscribe(taker);
    return taker;
  }

  /**
   * A policy with the statements as its hook; kept is shared by all requests, as it should not be.
   */
  private static Policy onRequest(String statements) {
    return workshop.script(
        META
            + "const kept = []; const e = new TextEncoder();\n"
            + "export function onRequest(request) { const request_ = request.path.slice(1); "
            + statements
            + " }");
  }

  private static Policy onResponse(String statements) {
    return workshop.script(META + "export function onResponse(response) { " + statements + " }");
  }

  private static PolicyResult<GatewayRequest> run(Policy policy, Body.Streamed body) {
    return run(policy, "/", body);
  }

  private static PolicyResult<GatewayRequest> run(Policy policy, String path, Body.Streamed body) {
    return policy.onRequest(
        RequestBuilder.of("POST", path).header("content-length", "9").body(body).build(),
        workshop.exchange());
  }

  private static PolicyResult<GatewayResponse> run(Policy policy, int status, Body.Streamed body) {
    return policy.onResponse(GatewayResponse.of(status).withBody(body), workshop.exchange());
  }
}
