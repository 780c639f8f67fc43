package io.gatehouse.policy.rewrite;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.policy.rewrite.PathRewrite.UnfitParameterException;

/** Asks the upstream for another path or query than the client did. */
final class RewritePolicy implements Policy {

  private final PathRewrite path;
  private final QueryEdits query;

  RewritePolicy(PathRewrite path, QueryEdits query) {
    this.path = path;
    this.query = query;
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    if (request.path().equals("*")) {
      return PolicyResult.proceed(request);
    }
    try {
      return PolicyResult.proceed(
          request.withTarget(
              path.apply(request.path(), exchange.pathParameters()), query.apply(request.query())));
    } catch (UnfitParameterException e) {
      return PolicyResult.fail(
          Problem.client(
              "PATH_PARAMETER_UNFIT",
              400,
              "Bad request",
              "A part of the path has a value that is not allowed there."));
    }
  }
}
