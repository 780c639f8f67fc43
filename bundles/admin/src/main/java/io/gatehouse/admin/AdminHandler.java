package io.gatehouse.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.listener.TargetForm;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.MetricsExposition;
import io.gatehouse.api.status.RouteExplainer;
import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.api.status.RouteTracer.TracedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests to the admin endpoint. Thread-safe. */
final class AdminHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  private static final String BEARER = "bearer ";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final StatusBoard board;
  private final AdminToken token;
  private final OwnHosts hosts;
  private final String version;
  private final StatusJson json = new StatusJson();

  AdminHandler(StatusBoard board, AdminToken token, OwnHosts hosts, String version) {
    this.board = board;
    this.token = token;
    this.hosts = hosts;
    this.version = version;
  }

  private record Answer(int status, String contentType, String body, Map<String, String> headers) {

    static Answer ok(String contentType, String body) {
      return new Answer(200, contentType, body, Map.of());
    }

    Answer with(String name, String value) {
      return new Answer(status, contentType, body, Map.of(name, value));
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    try {
      return decide(exchange);
    } catch (RuntimeException e) {
      LOG.error("The admin endpoint failed", e);
      return problem(500, "INTERNAL_ERROR", "Internal error", "The log knows more.");
    }
  }

  private Answer decide(HttpExchange exchange) {
    List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    if (host.size() != 1 || !hosts.contains(host.getFirst())) {
      return problem(
          403,
          "HOST_NOT_ALLOWED",
          "Host not allowed",
          "Call this endpoint as localhost or by its loopback address.");
    }
    String path = exchange.getRequestURI().getRawPath();
    return switch (path == null ? "" : path) {
      case "/health/live", "/health/ready", "/metrics", "/status", "/explain", "/trace" ->
          exchange.getRequestMethod().equals("GET")
              ? read(path, exchange)
              : problem(405, "METHOD_NOT_ALLOWED", "Method not allowed", "Only GET is.")
                  .with("Allow", "GET");
      case "/bundles" ->
          switch (exchange.getRequestMethod()) {
            case "GET" -> withToken(exchange.getRequestHeaders(), () -> bundles(exchange));
            case "DELETE" -> withToken(exchange.getRequestHeaders(), () -> remove(exchange));
            default ->
                problem(405, "METHOD_NOT_ALLOWED", "Method not allowed", "GET and DELETE are.")
                    .with("Allow", "GET, DELETE");
          };
      default ->
          problem(
              404,
              "NOT_FOUND",
              "Not found",
              "There are /health/live, /health/ready, /metrics, /status, /bundles, /explain and"
                  + " /trace.");
    };
  }

  private Answer read(String path, HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    return switch (path) {
      case "/health/live" -> Answer.ok(JSON, json.health("up", List.of()));
      case "/health/ready" -> ready();
      case "/metrics" -> metrics();
      case "/status" -> withToken(headers, () -> status(headers));
      case "/explain" -> withToken(headers, () -> explain(query(exchange), headers));
      default -> withToken(headers, () -> trace(query(exchange), headers));
    };
  }

  private static String query(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
  }

  private Answer ready() {
    List<String> missing = board.missing();
    return missing.isEmpty()
        ? Answer.ok(JSON, json.health("ready", missing))
        : new Answer(503, JSON, json.health("not-ready", missing), Map.of());
  }

  private Answer metrics() {
    Optional<MetricsExposition> exposition = board.metrics();
    return exposition
        .map(metrics -> Answer.ok(metrics.contentType(), metrics.render()))
        .orElseGet(
            () -> problem(503, "NO_METRICS", "No metrics", "No bundle counts anything now."));
  }

  private Answer withToken(Headers headers, Supplier<Answer> answer) {
    String authorization = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
    boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    if (!bearer || !token.matches(authorization.substring(BEARER.length()).strip())) {
      return problem(
              401,
              "TOKEN_MISSING",
              "Token missing or wrong",
              "Send 'Authorization: Bearer' with the content of data/admin.token.")
          .with("WWW-Authenticate", "Bearer");
    }
    return answer.get();
  }

  private Answer status(Headers headers) {
    StatusReport report = new StatusReport(version, board.missing(), board.entries());
    return wantsText(headers)
        ? Answer.ok(TEXT, StatusTable.of(report))
        : Answer.ok(JSON, json.status(report));
  }

  private Answer explain(String query, Headers headers) {
    Optional<RouteExplainer> explainer = board.explainer();
    Optional<TargetForm> form = board.form();
    if (explainer.isEmpty() || form.isEmpty()) {
      return problem(503, "NOT_STARTED", "Not started", "The gateway has not started yet.");
    }
    try {
      GatewayRequest request = new Question(new Query(query)).request(form.get());
      Explanation explanation = explainer.get().explain(request);
      return wantsText(headers)
          ? Answer.ok(TEXT, ExplanationText.of(request, explanation))
          : Answer.ok(JSON, json.explanation(explanation));
    } catch (NotUnderstoodException e) {
      return notUnderstood(e);
    }
  }

  /** Answers when the requests have been seen, or the time is up. */
  private Answer trace(String query, Headers headers) {
    Optional<RouteTracer> tracer = board.tracer();
    if (tracer.isEmpty()) {
      return problem(503, "NOT_STARTED", "Not started", "The gateway has not started yet.");
    }
    try {
      TraceQuestion question = TraceQuestion.of(new Query(query), tracer.get().routes());
      List<TracedRequest> requests = question.follow(tracer.get());
      return wantsText(headers)
          ? Answer.ok(TEXT, TraceText.of(question.route(), question.requests(), requests))
          : Answer.ok(JSON, json.trace(question.route(), requests));
    } catch (NotUnderstoodException e) {
      return notUnderstood(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem(503, "STOPPING", "Stopping", "The gateway stops.");
    }
  }

  private Answer bundles(HttpExchange exchange) {
    Optional<DeployedBundles> bundles = board.bundles();
    if (bundles.isEmpty()) {
      return problem(503, "NOT_STARTED", "Not started", "The gateway has not started yet.");
    }
    return wantsText(exchange.getRequestHeaders())
        ? Answer.ok(TEXT, BundleTable.of(bundles.get().bundles()))
        : Answer.ok(JSON, json.bundles(bundles.get().bundles()));
  }

  private Answer remove(HttpExchange exchange) {
    Optional<DeployedBundles> bundles = board.bundles();
    if (bundles.isEmpty()) {
      return problem(503, "NOT_STARTED", "Not started", "The gateway has not started yet.");
    }
    try {
      BundleRemoval asked = BundleRemoval.of(new Query(query(exchange)));
      List<String> files = asked.from(bundles.get());
      return wantsText(exchange.getRequestHeaders())
          ? Answer.ok(TEXT, asked.told(files))
          : Answer.ok(JSON, json.removed(asked.name(), files));
    } catch (NotUnderstoodException e) {
      return notUnderstood(e);
    } catch (BundleRemoval.RefusedException e) {
      return problem(
          409, "BUNDLE_NOT_REMOVED", "Bundle not removed", String.valueOf(e.getMessage()));
    }
  }

  private Answer notUnderstood(NotUnderstoodException e) {
    return problem(
        400, "QUESTION_NOT_UNDERSTOOD", "Question not understood", String.valueOf(e.getMessage()));
  }

  private static boolean wantsText(Headers headers) {
    return Optional.ofNullable(headers.getFirst("Accept")).orElse("").startsWith("text/plain");
  }

  private Answer problem(int status, String code, String title, String detail) {
    return new Answer(status, PROBLEM, json.problem(status, code, title, detail), Map.of());
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(headers::set);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
