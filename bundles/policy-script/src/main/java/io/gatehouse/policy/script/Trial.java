package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * Runs hooks a few times before they serve, in a context that never will: the engine parses and
 * links on the first calls, which must not happen on an event loop. What the hooks do or throw is
 * of no interest.
 */
final class Trial {

  private static final int MOST_FETCHES = 5;
  private static final String CONTENT = "{\"items\":[{\"id\":1,\"name\":\"trial\"}],\"total\":1}";

  private final Lane lane;
  private final Exchange exchange;
  private final Lane.Limits limits;
  private final ScriptUse use;

  /**
   * A trial.
   *
   * @param secrets that the hooks read
   */
  Trial(Lane lane, EventLoop loop, Lane.Limits limits, List<String> secrets) {
    this.use =
        new ScriptUse(
            new ScriptReach.OfTrial(new TrialUpstream()),
            GivenSecrets.ofTrial(secrets),
            new FetchBudget(0),
            Duration.ofMinutes(1).toNanos());
    this.lane = lane;
    this.exchange = new TrialExchange(loop);
    this.limits = limits;
  }

  /** Runs every hook as often, or until one is stopped. */
  void run(ScriptContext context, ScriptMeta meta, int times) {
    for (Hook hook : context.hooks()) {
      for (int i = 0; i < times; i++) {
        if (!call(hook, context, meta)) {
          return;
        }
      }
    }
  }

  private boolean call(Hook hook, ScriptContext context, ScriptMeta meta) {
    HostCall call = message(hook, meta);
    lane.enter(context.running(), limits);
    boolean undisturbed = false;
    try {
      if (context.call(hook, call, "{}")) {
        answerFetches(context, call);
      }
      call.transforms().ifPresent(Trial::passContent);
    } catch (PolyglotException | IllegalStateException e) {
      call.badContent("JSON", String.valueOf(e.getMessage()));
    } finally {
      undisturbed = lane.leave();
      call.release();
    }
    return undisturbed || Thread.interrupted();
  }

  private static void passContent(Value step) {
    step.executeVoid(StreamPiece.of(CONTENT.getBytes(StandardCharsets.UTF_8)));
    step.executeVoid(StreamPiece.end());
  }

  /** What comes after an await is to be known to the engine, too. */
  private static void answerFetches(ScriptContext context, HostCall call) {
    for (int i = 0; i < MOST_FETCHES; i++) {
      for (HostFetch fetch : call.takeFetches()) {
        Value settle = fetch.settle();
        if (settle != null) {
          context.resume(call, settle, FetchAnswer.of(answer()));
        }
      }
    }
  }

  private static GatewayResponse answer() {
    return GatewayResponse.of(200, "application/json", CONTENT);
  }

  private HostCall message(Hook hook, ScriptMeta meta) {
    Headers headers = Headers.create().set("content-type", "application/json");
    return switch (hook) {
      case ON_REQUEST ->
          new RequestCall(
              new GatewayRequest(
                  "POST",
                  "http",
                  "trial.invalid",
                  "/trial",
                  "q=1",
                  headers,
                  content(meta.request())),
              exchange,
              use,
              meta.request());
      case ON_RESPONSE ->
          new ResponseCall(
              new GatewayResponse(200, headers, content(meta.response())),
              exchange,
              use,
              meta.response());
      case ON_MESSAGE ->
          new MessageCall(
              new ChannelMessage("trial", Optional.of("trial"), headers, content(meta.message())),
              exchange,
              use,
              meta.message());
      case WHEN ->
          new ConditionCall(
              new GatewayRequest(
                  "GET", "http", "trial.invalid", "/trial", "q=1", headers, Body.empty()),
              exchange,
              use);
      case ON_ERROR -> new ErrorCall(Problem.gateway("TRIAL", 500, "trial", ""), exchange, use);
    };
  }

  private static Body content(BodyMode mode) {
    return mode == BodyMode.NONE ? Body.empty() : Body.of(CONTENT);
  }
}
