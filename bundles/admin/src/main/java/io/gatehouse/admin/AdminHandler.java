package io.gatehouse.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.listener.TargetForm;
import io.gatehouse.api.revision.Revisions;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.MetricsExposition;
import io.gatehouse.api.status.RouteExplainer;
import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.api.status.RouteTracer.TracedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests to the admin endpoint. Thread-safe. */
final class AdminHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  private static final String BEARER = "bearer ";
  private static final String GET = "GET";
  private static final String POST = "POST";

  private final StatusBoard board;
  private final AdminToken token;
  private final OwnHosts hosts;
  private final String version;
  private final StatusJson json = new StatusJson();
  private final Map<String, Resource> resources = new LinkedHashMap<>();

  AdminHandler(StatusBoard board, AdminToken token, OwnHosts hosts, String version) {
    this.board = board;
    this.token = token;
    this.hosts = hosts;
    this.version = version;
    resources.put("/health/live", open((query, text) -> live()));
    resources.put("/health/ready", open((query, text) -> ready()));
    resources.put("/metrics", open((query, text) -> metrics()));
    resources.put("/status", guarded(GET, (query, text) -> status(text)));
    Map<String, Reading> bundles = new LinkedHashMap<>();
    bundles.put(GET, (query, text) -> bundles(text));
    bundles.put("DELETE", this::remove);
    resources.put("/bundles", new Resource(false, bundles));
    resources.put("/explain", guarded(GET, this::explain));
    resources.put("/trace", guarded(GET, this::trace));
    resources.put("/revisions", guarded(GET, (query, text) -> revisions(kept -> kept.list(text))));
    resources.put(
        "/diff",
        guarded(GET, (query, text) -> revisions(kept -> kept.differences(new Query(query), text))));
    resources.put(
        "/rollback",
        guarded(POST, (query, text) -> revisions(kept -> kept.rollBack(new Query(query), text))));
    resources.put("/apply", guarded(POST, (query, text) -> revisions(kept -> kept.apply(text))));
  }

  /** Answers a request to a resource, as text for people or as JSON. */
  @FunctionalInterface
  private interface Reading {
    Answer answer(String query, boolean asText);
  }

  /**
   * What a path stands for.
   *
   * @param open to those without a token
   */
  private record Resource(boolean open, Map<String, Reading> methods) {}

  private static Resource open(Reading read) {
    return new Resource(true, Map.of(GET, read));
  }

  private static Resource guarded(String method, Reading read) {
    return new Resource(false, Map.of(method, read));
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
    } catch (NotUnderstoodException e) {
      return Answer.notUnderstood(e);
    } catch (RuntimeException e) {
      LOG.error("The admin endpoint failed", e);
      return Answer.problem(500, "INTERNAL_ERROR", "Internal error", "The log knows more.");
    }
  }

  private Answer decide(HttpExchange exchange) {
    List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    if (host.size() != 1 || !hosts.contains(host.getFirst())) {
      return Answer.problem(
          403,
          "HOST_NOT_ALLOWED",
          "Host not allowed",
          "Call this endpoint as localhost or by its loopback address.");
    }
    String path = exchange.getRequestURI().getRawPath();
    Optional<Resource> resource = Optional.ofNullable(resources.get(path == null ? "" : path));
    if (resource.isEmpty()) {
      return Answer.problem(
          404,
          "NOT_FOUND",
          "Not found",
          "There are " + String.join(", ", resources.keySet()) + '.');
    }
    Optional<Reading> reading =
        Optional.ofNullable(resource.get().methods().get(exchange.getRequestMethod()));
    if (reading.isEmpty()) {
      Set<String> methods = resource.get().methods().keySet();
      return Answer.problem(
              405,
              "METHOD_NOT_ALLOWED",
              "Method not allowed",
              "Allowed: " + String.join(", ", methods) + '.')
          .with("Allow", String.join(", ", methods));
    }
    Headers headers = exchange.getRequestHeaders();
    return resource.get().open() || authorized(headers)
        ? reading.get().answer(query(exchange), wantsText(headers))
        : Answer.problem(
                401,
                "TOKEN_MISSING",
                "Token missing or wrong",
                "Send 'Authorization: Bearer' with the content of data/admin.token.")
            .with("WWW-Authenticate", "Bearer");
  }

  private static String query(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
  }

  private Answer live() {
    return Answer.ok(Answer.JSON, json.health("up", List.of()));
  }

  private Answer ready() {
    List<String> missing = board.missing();
    return missing.isEmpty()
        ? Answer.ok(Answer.JSON, json.health("ready", missing))
        : new Answer(503, Answer.JSON, json.health("not-ready", missing), Map.of());
  }

  private Answer metrics() {
    Optional<MetricsExposition> exposition = board.metrics();
    return exposition
        .map(metrics -> Answer.ok(metrics.contentType(), metrics.render()))
        .orElseGet(
            () ->
                Answer.problem(503, "NO_METRICS", "No metrics", "No bundle counts anything now."));
  }

  private boolean authorized(Headers headers) {
    String authorization = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && token.matches(authorization.substring(BEARER.length()).strip());
  }

  private Answer status(boolean asText) {
    StatusReport report = new StatusReport(version, board.missing(), board.entries());
    return asText
        ? Answer.ok(Answer.TEXT, StatusTable.of(report))
        : Answer.ok(Answer.JSON, json.status(report));
  }

  private Answer explain(String query, boolean asText) {
    Optional<RouteExplainer> explainer = board.explainer();
    Optional<TargetForm> form = board.form();
    if (explainer.isEmpty() || form.isEmpty()) {
      return notStarted();
    }
    GatewayRequest request = new Question(new Query(query)).request(form.get());
    Explanation explanation = explainer.get().explain(request);
    return asText
        ? Answer.ok(Answer.TEXT, ExplanationText.of(request, explanation))
        : Answer.ok(Answer.JSON, json.explanation(explanation));
  }

  /** Answers when the requests have been seen, or the time is up. */
  private Answer trace(String query, boolean asText) {
    Optional<RouteTracer> tracer = board.tracer();
    if (tracer.isEmpty()) {
      return notStarted();
    }
    try {
      TraceQuestion question = TraceQuestion.of(new Query(query), tracer.get().routes());
      List<TracedRequest> requests = question.follow(tracer.get());
      return asText
          ? Answer.ok(Answer.TEXT, TraceText.of(question.route(), question.requests(), requests))
          : Answer.ok(Answer.JSON, json.trace(question.route(), requests));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.problem(503, "STOPPING", "Stopping", "The gateway stops.");
    }
  }

  private Answer bundles(boolean asText) {
    Optional<DeployedBundles> bundles = board.bundles();
    if (bundles.isEmpty()) {
      return notStarted();
    }
    return asText
        ? Answer.ok(Answer.TEXT, BundleTable.of(bundles.get().bundles()))
        : Answer.ok(Answer.JSON, json.bundles(bundles.get().bundles()));
  }

  private Answer remove(String query, boolean asText) {
    Optional<DeployedBundles> bundles = board.bundles();
    if (bundles.isEmpty()) {
      return notStarted();
    }
    Optional<Revisions> revisions = board.revisions();
    if (revisions.isPresent() && revisions.get().pinned().isPresent()) {
      return Answer.problem(
          409,
          "BUNDLE_NOT_REMOVED",
          "Bundle not removed",
          "A rollback to "
              + revisions.get().pinned().getAsLong()
              + " is in force: what serves is not what lies in deploy/. End it first, with an edit"
              + " or 'gatehouse apply'.");
    }
    try {
      BundleRemoval asked = BundleRemoval.of(new Query(query));
      List<String> files = asked.from(bundles.get());
      return asText
          ? Answer.ok(Answer.TEXT, asked.told(files))
          : Answer.ok(Answer.JSON, json.removed(asked.name(), files));
    } catch (BundleRemoval.RefusedException e) {
      return Answer.problem(
          409, "BUNDLE_NOT_REMOVED", "Bundle not removed", String.valueOf(e.getMessage()));
    }
  }

  private Answer revisions(Function<RevisionResources, Answer> question) {
    return board
        .revisions()
        .map(RevisionResources::new)
        .map(question)
        .orElseGet(AdminHandler::notStarted);
  }

  private static Answer notStarted() {
    return Answer.problem(503, "NOT_STARTED", "Not started", "The gateway has not started yet.");
  }

  private static boolean wantsText(Headers headers) {
    return Optional.ofNullable(headers.getFirst("Accept")).orElse("").startsWith("text/plain");
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
