package io.gatehouse.policy.apikey;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.identity.ConsumerDirectory;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Establishes who calls by a key, and lets nobody else in. */
final class ApiKeyPolicy implements Policy {

  /** How the upstream learns who calls; never believed when a client sends it. */
  private static final String CONSUMER_ID = "x-consumer-id";

  /** Longer ones are not worth hashing. */
  private static final int LONGEST_KEY = 1024;

  private final ApiKeyConfig config;
  private final KeyParameter parameter;
  private final Set<String> groups;
  private final ConsumerDirectory consumers;
  private final Problem missing;
  private final Problem unknown;

  ApiKeyPolicy(ApiKeyConfig config, ConsumerDirectory consumers) {
    this.config = config;
    this.consumers = consumers;
    parameter = new KeyParameter(config.name());
    groups = Set.copyOf(config.groups());
    String place = config.in() == ApiKeyConfig.In.HEADER ? "header" : "query";
    Map<String, String> challenge =
        Map.of("www-authenticate", "ApiKey in=\"" + place + "\", name=\"" + config.name() + '"');
    missing =
        Problem.client(
                "API_KEY_MISSING",
                401,
                "Unauthorized",
                "An API key is required in the " + place + " '" + config.name() + "'.")
            .withHeaders(challenge);
    unknown =
        Problem.client("API_KEY_UNKNOWN", 401, "Unauthorized", "The API key is not valid.")
            .withHeaders(challenge);
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    request.headers().remove(CONSUMER_ID);
    List<String> inHeader = request.headers().all(config.name());
    List<String> inQuery =
        parameter.mayBeIn(request.query()) ? parameter.values(request.query()) : List.of();
    if (inHeader.size() + inQuery.size() > 1) {
      return PolicyResult.fail(ambiguous("more than once"));
    }
    List<String> here = config.in() == ApiKeyConfig.In.HEADER ? inHeader : inQuery;
    List<String> elsewhere = config.in() == ApiKeyConfig.In.HEADER ? inQuery : inHeader;
    if (!elsewhere.isEmpty()) {
      return PolicyResult.fail(ambiguous("in the wrong place"));
    }
    if (here.isEmpty()) {
      return config.optional() ? PolicyResult.proceed(request) : PolicyResult.fail(missing);
    }
    return identified(here.getFirst(), request, exchange);
  }

  private PolicyResult<GatewayRequest> identified(
      String key, GatewayRequest request, Exchange exchange) {
    Optional<ApiConsumer> found =
        key.isEmpty() || key.length() > LONGEST_KEY ? Optional.empty() : consumers.byApiKey(key);
    if (found.isEmpty()) {
      return PolicyResult.fail(unknown);
    }
    ApiConsumer consumer = found.get();
    exchange.authenticated(consumer);
    if (!groups.isEmpty() && consumer.groups().stream().noneMatch(groups::contains)) {
      return PolicyResult.fail(
          Problem.client(
              "CONSUMER_NOT_ALLOWED",
              403,
              "Forbidden",
              "This consumer is not in a group that may use the resource."));
    }
    request.headers().set(CONSUMER_ID, consumer.id());
    return PolicyResult.proceed(config.forward() ? request : withoutKey(key, request));
  }

  private GatewayRequest withoutKey(String key, GatewayRequest request) {
    if (config.in() == ApiKeyConfig.In.HEADER) {
      request.headers().remove(config.name());
      return request;
    }
    String referer = request.headers().firstOr("referer", "");
    if (referer.contains(key) || referer.contains(config.name() + '=')) {
      // the page that sent this was itself fetched with the key
      request.headers().remove("referer");
    }
    return request.withTarget(request.path(), parameter.removedFrom(request.query()));
  }

  private static Problem ambiguous(String how) {
    return Problem.client(
        "API_KEY_AMBIGUOUS", 400, "Bad request", "The API key was sent " + how + ".");
  }
}
