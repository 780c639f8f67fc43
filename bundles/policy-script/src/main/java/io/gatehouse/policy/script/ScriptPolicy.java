package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
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
    BodyMode mode = version.meta().request();
    Optional<Body> body = plain(mode, request.headers(), request.body());
    if (body.isEmpty()) {
      return PolicyResult.fail(ScriptProblems.unreadableRequest());
    }
    GatewayRequest readable = mode == BodyMode.NONE ? request : request.withBody(body.get());
    RequestCall call = new RequestCall(readable, exchange, mode);
    return run(Hook.ON_REQUEST, call, exchange, call::result);
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    if (!version.hooks().contains(Hook.ON_RESPONSE)) {
      return PolicyResult.proceed(response);
    }
    BodyMode mode = version.meta().response();
    Optional<Body> body = plain(mode, response.headers(), response.body());
    if (body.isEmpty()) {
      return PolicyResult.fail(ScriptProblems.unreadableResponse());
    }
    GatewayResponse readable = mode == BodyMode.NONE ? response : response.withBody(body.get());
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
    lane.enter(context.running(), version.limits());
    try {
      context.call(hook, call, this);
    } catch (PolyglotException | UnsettledPromiseException | IllegalStateException e) {
      failure = e;
    } finally {
      undisturbed = lane.leave();
    }
    try {
      if (!undisturbed) {
        return tripped(hook, lane.trip(), context, exchange);
      }
      return failure == null ? decided(call, exchange, passed) : failed(failure, context, exchange);
    } finally {
      call.release();
    }
  }

  private <M> PolicyResult<M> decided(HostCall call, Exchange exchange, Supplier<M> passed) {
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
      case HookOutcome.Thrown(var error) -> failed(ScriptFault.thrown(error, script()), exchange);
    };
  }

  private <M> PolicyResult<M> failed(
      RuntimeException failure, ScriptContext context, Exchange exchange) {
    if (!(failure instanceof PolyglotException error)) {
      return failed(ScriptFault.of(String.valueOf(failure.getMessage()), script()), exchange);
    }
    if (error.isCancelled() || error.isInternalError() || error.isResourceExhausted()) {
      version.spoiled(exchange.eventLoop(), context);
    }
    return failed(ScriptFault.of(error, script()), exchange);
  }

  private <M> PolicyResult<M> failed(ScriptFault fault, Exchange exchange) {
    Problem problem = ScriptProblems.failed();
    version.failures().failed(problem.code(), fault, exchange);
    return PolicyResult.fail(problem);
  }

  private <M> PolicyResult<M> tripped(
      Hook hook, Lane.Trip trip, ScriptContext context, Exchange exchange) {
    // the interrupt was the script's, not this thread's
    boolean interrupted = Thread.interrupted();
    version.spoiled(exchange.eventLoop(), context);
    boolean taken = version.quarantine().trip();
    Problem problem = ScriptProblems.tripped(trip);
    String limit =
        trip == Lane.Trip.TIME
            ? version.meta().timeout().toMillis() + " ms"
            : version.limits().bytes() / 1024 / 1024 + " MiB";
    String text =
        "%s was stopped at its limit of %s%s%s"
            .formatted(
                hook.export(),
                limit,
                interrupted ? "" : " just before its end",
                taken ? "; the script is out of service for 60 s" : "");
    version.failures().failed(problem.code(), ScriptFault.of(text, script()), exchange);
    return PolicyResult.fail(problem);
  }

  private ScriptText script() {
    return version.module().script();
  }

  private static Optional<Body> plain(BodyMode mode, Headers headers, Body body) {
    return mode == BodyMode.NONE ? Optional.of(body) : ContentCoding.decoded(headers, body);
  }
}
