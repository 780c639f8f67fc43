package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import java.util.Optional;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;

/**
 * A use of a script: its hooks with one configuration. Calls go to the context of the exchange's
 * event loop; the watchdog limits each of them.
 */
final class ScriptPolicy implements Policy {

  private final ScriptVersion version;
  private final String configJson;
  private final Runnable onClose;

  ScriptPolicy(ScriptVersion version, String configJson, Runnable onClose) {
    this.version = version;
    this.configJson = configJson;
    this.onClose = onClose;
  }

  String configJson() {
    return configJson;
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    if (version.meta().response() != BodyMode.NONE) {
      // what the script is to read must not come compressed
      request.headers().set("accept-encoding", "identity");
    }
    if (!version.hooks().contains(Hook.ON_REQUEST)) {
      return PolicyResult.proceed(request);
    }
    if (version.meta().request() != BodyMode.NONE
        && request.body() instanceof Body.Streamed streamed) {
      return ContentCollector.collect(
          streamed,
          exchange.eventLoop(),
          ScriptProblems.requestTooLarge(),
          ScriptProblems.requestIncomplete(),
          body -> requestHook(request.withBody(body), exchange));
    }
    return requestHook(request, exchange);
  }

  private PolicyResult<GatewayRequest> requestHook(GatewayRequest request, Exchange exchange) {
    BodyMode mode = version.meta().request();
    GatewayRequest readable = request;
    if (mode != BodyMode.NONE) {
      Optional<Body> body = ContentCoding.decoded(request.headers(), request.body());
      if (body.isEmpty()) {
        return PolicyResult.fail(ScriptProblems.unreadableRequest());
      }
      if (hasLongNumber(body.get())) {
        return PolicyResult.fail(ScriptProblems.requestNumberTooLong());
      }
      readable = request.withBody(body.get());
    }
    RequestCall call = new RequestCall(readable, exchange, mode);
    return run(Hook.ON_REQUEST, call, exchange, call::result);
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    if (!version.hooks().contains(Hook.ON_RESPONSE)) {
      return PolicyResult.proceed(response);
    }
    if (version.meta().response() != BodyMode.NONE
        && response.body() instanceof Body.Streamed streamed) {
      return ContentCollector.collect(
          streamed,
          exchange.eventLoop(),
          ScriptProblems.responseTooLarge(),
          ScriptProblems.responseIncomplete(),
          body -> responseHook(response.withBody(body), exchange));
    }
    return responseHook(response, exchange);
  }

  private PolicyResult<GatewayResponse> responseHook(GatewayResponse response, Exchange exchange) {
    BodyMode mode = version.meta().response();
    GatewayResponse readable = response;
    if (mode != BodyMode.NONE) {
      Optional<Body> body = ContentCoding.decoded(response.headers(), response.body());
      if (body.isEmpty()) {
        return PolicyResult.fail(ScriptProblems.unreadableResponse());
      }
      if (hasLongNumber(body.get())) {
        return PolicyResult.fail(ScriptProblems.responseNumberTooLong());
      }
      readable = response.withBody(body.get());
    }
    ResponseCall call = new ResponseCall(readable, exchange, mode);
    PolicyResult<GatewayResponse> result = run(Hook.ON_RESPONSE, call, exchange, call::result);
    if (!(result instanceof PolicyResult.Continue)) {
      Rewritten.discard(response.body());
    }
    return result;
  }

  @Override
  public PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
    if (!version.hooks().contains(Hook.ON_ERROR)) {
      return PolicyResult.proceed(problem);
    }
    return run(Hook.ON_ERROR, new ErrorCall(problem, exchange), exchange, () -> problem);
  }

  @Override
  public void close() {
    onClose.run();
  }

  private <M> PolicyResult<M> run(Hook hook, HostCall call, Exchange exchange, Supplier<M> passed) {
    EventLoop loop = exchange.eventLoop();
    var quarantined = version.quarantine().remaining();
    if (!quarantined.isZero()) {
      return PolicyResult.fail(ScriptProblems.quarantined(quarantined));
    }
    ScriptContext context = version.context(loop);
    if (context == null) {
      return PolicyResult.fail(ScriptProblems.recovering());
    }
    Lane lane = version.lane(loop);
    @Nullable RuntimeException failure = null;
    boolean undisturbed = false;
    Lane.Limits allowance = context.allowance(version.limits());
    lane.enter(context.running(), allowance);
    try {
      context.call(hook, call, this);
    } catch (PolyglotException | UnsettledPromiseException | IllegalStateException e) {
      failure = e;
    } finally {
      undisturbed = lane.leave();
    }
    try {
      if (!undisturbed) {
        version.spoiled(exchange.eventLoop(), context);
        String limit = limit(lane.trip(), allowance);
        return tripped(hook, lane.trip(), limit, failure, exchange);
      }
      return failure == null
          ? decided(hook, call, exchange, passed)
          : failed(hook, failure, context, exchange);
    } finally {
      call.release();
    }
  }

  private <M> PolicyResult<M> decided(
      Hook hook, HostCall call, Exchange exchange, Supplier<M> passed) {
    if (!(call.outcome() instanceof HookOutcome.Thrown)) {
      version.failures().succeeded(hook);
    }
    return switch (call.outcome()) {
      case HookOutcome.Passed ignored -> PolicyResult.proceed(passed.get());
      case HookOutcome.Answered(int status, var headers) ->
          PolicyResult.respond(
              new GatewayResponse(
                  status, headers, status == 204 || status == 304 ? Body.empty() : call.body()));
      case HookOutcome.Refused refused -> PolicyResult.fail(ScriptProblems.refused(refused));
      case HookOutcome.BadContent(String detail) ->
          PolicyResult.fail(
              call instanceof RequestCall
                  ? ScriptProblems.requestNotJson(detail)
                  : ScriptProblems.responseNotJson(detail));
      case HookOutcome.Thrown(var error) ->
          failed(hook, ScriptFault.thrown(error, script()), exchange);
    };
  }

  private <M> PolicyResult<M> failed(
      Hook hook, RuntimeException failure, ScriptContext context, Exchange exchange) {
    if (!(failure instanceof PolyglotException error)) {
      String message = String.valueOf(failure.getMessage());
      return failed(hook, ScriptFault.of(message, script()), exchange);
    }
    if (error.isCancelled() || error.isInternalError() || error.isResourceExhausted()) {
      version.spoiled(exchange.eventLoop(), context);
    }
    return failed(hook, ScriptFault.of(error, script()), exchange);
  }

  private <M> PolicyResult<M> failed(Hook hook, ScriptFault fault, Exchange exchange) {
    Problem problem = ScriptProblems.failed();
    version.failures().failed(hook, problem.code(), fault, exchange);
    return PolicyResult.fail(problem);
  }

  private <M> PolicyResult<M> tripped(
      Hook hook,
      Lane.Trip trip,
      String limit,
      @Nullable RuntimeException failure,
      Exchange exchange) {
    boolean ended = failure == null;
    // whoever interrupted the script meant the script, not this thread
    if (Thread.interrupted()) {
      ended = false;
    }
    boolean taken = version.quarantine().trip();
    Problem problem = ScriptProblems.tripped(trip);
    String text =
        "%s %s its limit of %s%s"
            .formatted(
                hook.export(),
                ended ? "ended beyond" : "was stopped at",
                limit,
                taken ? "; the script is out of service for 60 s" : "");
    @Nullable PolyglotException found = failure instanceof PolyglotException at ? at : null;
    ScriptFault fault = ScriptFault.stopped(text, hook, found, script());
    version.failures().failed(hook, problem.code(), fault, exchange);
    return PolicyResult.fail(problem);
  }

  private static String limit(Lane.Trip trip, Lane.Limits allowance) {
    return switch (trip) {
      case TIME -> allowance.nanos() / 1_000_000 + " ms";
      case MEMORY -> allowance.bytes() / 1024 / 1024 + " MiB";
    };
  }

  private ScriptText script() {
    return version.module().script();
  }

  private static boolean hasLongNumber(Body body) {
    return body instanceof Body.Buffered(byte[] bytes) && LongNumber.isIn(bytes);
  }
}
