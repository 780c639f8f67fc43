package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets the upstream answer badly, and sees what the client gets and what becomes of both sides. */
final class HostileUpstreamRun {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final int NEXT_ONES = 4;

  private final int port;
  private final StubUpstream upstream;

  HostileUpstreamRun(int port, StubUpstream upstream) {
    this.port = port;
    this.upstream = upstream;
  }

  List<Outcome> run() {
    List<Outcome> outcomes = new ArrayList<>();
    for (HostileAnswer hostile : HostileAnswer.all()) {
      outcomes.add(new Outcome("H24", hostile.title(), answer(hostile)));
    }
    upstream.answer(Responder.text("ok"));
    return outcomes;
  }

  private List<String> answer(HostileAnswer hostile) {
    List<String> wrong = new ArrayList<>();
    byte[] bytes = Wording.bytes(hostile.sent());
    upstream.answer(hostile.closes() ? Responder.bytesThenClose(bytes) : Responder.bytes(bytes));
    upstream.forget();
    try (RawHttp http = RawHttp.connect(port)) {
      http.send(hostile.method() + " /open/h24 HTTP/1.1\r\nHost: it.test\r\n\r\n");
      Optional<RawResponse> response = finalResponse(http, hostile.method());
      judge(hostile, response, http, wrong);
    } catch (UncheckedIOException e) {
      wrong.add("the client cannot make sense of it: " + e.getCause());
    }
    // a GET that got no byte of an answer may be sent once more
    if (upstream.heads() > (bytes.length == 0 ? 2 : 1)) {
      wrong.add("it was asked " + upstream.heads() + " times");
    }
    boolean mayBeUsedAgain =
        hostile.right() == HostileAnswer.Right.PUT_RIGHT || upstream.received().isEmpty();
    judgeNext(wrong, mayBeUsedAgain ? 0 : upstream.last().connection());
    return wrong;
  }

  private static Optional<RawResponse> finalResponse(RawHttp http, String method) {
    Optional<RawResponse> response = http.read(method);
    for (int i = 0; i < 10_000 && response.isPresent() && response.get().status() < 200; i++) {
      if (response.get().status() == 101) {
        return response;
      }
      response = http.read(method);
    }
    return response;
  }

  private static void judge(
      HostileAnswer hostile, Optional<RawResponse> got, RawHttp http, List<String> wrong) {
    if (got.isEmpty()) {
      if (hostile.right() != HostileAnswer.Right.BROKEN_OFF) {
        wrong.add("the connection ended without a response");
      }
      return;
    }
    RawResponse response = got.get();
    boolean badGateway = response.status() == 502;
    if (badGateway) {
      wrong.addAll(Ours.violations(response));
    }
    switch (hostile.right()) {
      case BAD_GATEWAY -> {
        if (!badGateway) {
          wrong.add("answered " + response.status() + " (expected: 502)");
        }
      }
      case BROKEN_OFF -> {
        if (!badGateway && response.whole()) {
          wrong.add("a part passes for the whole");
        }
        if (!badGateway && !http.closesWithin(CLOSE_LIMIT)) {
          wrong.add("the connection stays open");
        }
      }
      case PUT_RIGHT, PASSED_OR_BAD_GATEWAY -> judgePassed(response, badGateway, wrong);
    }
  }

  private static void judgePassed(RawResponse response, boolean badGateway, List<String> wrong) {
    boolean meant =
        response.whole()
            && (response.text().isEmpty() || response.text().equals("hello"))
            && response.status() < 400;
    if (!meant && !badGateway) {
      wrong.add("answered " + response.statusLine() + " with '" + response.text() + "'");
    }
  }

  /**
   * Whatever is left of a bad answer must never be somebody else's. Asked on several connections,
   * because each of the gateway's event loops has upstream connections of its own.
   */
  private void judgeNext(List<String> wrong, int tainted) {
    upstream.answer(Responder.text("ok"));
    upstream.forget();
    for (int i = 0; i < NEXT_ONES; i++) {
      try (RawHttp http = RawHttp.connect(port)) {
        http.send("GET /open/next HTTP/1.1\r\nHost: it.test\r\n\r\n");
        RawResponse response = http.response();
        if (response.status() != 200 || !response.text().equals("ok")) {
          wrong.add("the next request got " + response.status() + " '" + response.text() + "'");
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        wrong.add("the next request failed: " + e);
      }
    }
    if (upstream.received().stream().anyMatch(request -> request.connection() == tainted)) {
      wrong.add("its connection was used again");
    }
  }
}
