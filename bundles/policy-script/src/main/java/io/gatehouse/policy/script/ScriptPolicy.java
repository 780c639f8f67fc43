package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Secret;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A use of a script: its hooks with one configuration. Calls go to the context of the exchange's
 * event loop; the watchdog limits each of them.
 */
final class ScriptPolicy implements Policy {

  private final ScriptVersion version;
  private final ScriptUse use;
  private final String configJson;
  private final Runnable onClose;

  ScriptPolicy(
      ScriptVersion version,
      ScriptReach reach,
      Map<String, Secret> secrets,
      String configJson,
      Runnable onClose) {
    this.version = version;
    this.use =
        new ScriptUse(reach, secrets, version.fetches(), version.meta().deadline().toNanos());
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
    Optional<PolicyResult<GatewayRequest>> bypassed = bypassed(Hook.ON_REQUEST, exchange, request);
    if (bypassed.isPresent()) {
      return bypassed.get();
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
      if (LongNumber.isIn(body.get())) {
        return PolicyResult.fail(ScriptProblems.requestNumberTooLong());
      }
      readable = request.withBody(body.get());
    }
    RequestCall call = new RequestCall(readable, exchange, use, mode);
    return run(Hook.ON_REQUEST, call, exchange, readable, call::result);
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    if (!version.hooks().contains(Hook.ON_RESPONSE)) {
      return PolicyResult.proceed(response);
    }
    Optional<PolicyResult<GatewayResponse>> bypassed =
        bypassed(Hook.ON_RESPONSE, exchange, response);
    if (bypassed.isPresent()) {
      return bypassed.get();
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
      if (LongNumber.isIn(body.get())) {
        return PolicyResult.fail(ScriptProblems.responseNumberTooLong());
      }
      readable = response.withBody(body.get());
    }
    ResponseCall call = new ResponseCall(readable, exchange, use, mode);
    PolicyResult<GatewayResponse> result =
        run(Hook.ON_RESPONSE, call, exchange, readable, call::result);
    if (result instanceof PolicyResult.Respond || result instanceof PolicyResult.Fail) {
      Rewritten.discard(response.body());
    }
    return result;
  }

  @Override
  public PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
    if (!version.hooks().contains(Hook.ON_ERROR)) {
      return PolicyResult.proceed(problem);
    }
    ErrorCall call = new ErrorCall(problem, exchange, use);
    return run(Hook.ON_ERROR, call, exchange, problem, () -> problem);
  }

  /** What channels will call. */
  PolicyResult<ChannelMessage> onMessage(ChannelMessage message, Exchange exchange) {
    if (!version.hooks().contains(Hook.ON_MESSAGE)) {
      return PolicyResult.proceed(message);
    }
    Optional<PolicyResult<ChannelMessage>> bypassed = bypassed(Hook.ON_MESSAGE, exchange, message);
    if (bypassed.isPresent()) {
      return bypassed.get();
    }
    BodyMode mode = version.meta().message();
    if (mode != BodyMode.NONE && LongNumber.isIn(message.body())) {
      return PolicyResult.fail(ScriptProblems.requestNumberTooLong());
    }
    MessageCall call = new MessageCall(message, exchange, use, mode);
    return run(Hook.ON_MESSAGE, call, exchange, message, call::result);
  }

  /** A call of the expression that this is a use of. */
  ConditionCall conditionCall(GatewayRequest request, Exchange exchange) {
    return new ConditionCall(request, exchange, use);
  }

  PolicyResult<GatewayRequest> decide(
      ConditionCall call, GatewayRequest request, Exchange exchange) {
    return run(Hook.WHEN, call, exchange, request, () -> request);
  }

  @Override
  public void close() {
    onClose.run();
  }

  /**
   * What becomes of a message that passes without the hook, content unread; empty if it must not.
   */
  private <M> Optional<PolicyResult<M>> bypassed(Hook hook, Exchange exchange, M message) {
    return version.bypass().isOpen()
        ? version
            .unavailable(exchange.eventLoop())
            .map(reason -> version.bypass().decide(hook, reason, exchange, message))
        : Optional.empty();
  }

  private <M> PolicyResult<M> run(
      Hook hook, HostCall call, Exchange exchange, M message, Supplier<M> passed) {
    return version
        .runner()
        .run(hook, call, this, new HookRunner.Passage<>(exchange, message, passed));
  }
}
