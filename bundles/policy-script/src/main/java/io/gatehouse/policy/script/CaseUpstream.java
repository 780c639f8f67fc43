package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.policy.script.cases.CaseDocument;
import io.gatehouse.policy.script.cases.Content;
import io.gatehouse.policy.script.cases.FetchedUrl;
import io.gatehouse.policy.script.cases.Fields;
import io.gatehouse.policy.script.cases.Happened;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An upstream that answers what the case at hand says. Of several answers to the same request, each
 * is given once and the last one again.
 */
final class CaseUpstream implements Upstream {

  private final String name;
  private final Answers answers;

  CaseUpstream(String name, Answers answers) {
    this.name = name;
    this.answers = answers;
  }

  /** What is fetched in a case. Confined to the loop of the cases. */
  static final class Answers {

    private final List<Happened.Fetch> asked = new ArrayList<>();
    private List<CaseDocument.Fetched> left = List.of();

    void begin(List<CaseDocument.Fetched> given) {
      asked.clear();
      left = new ArrayList<>(given);
    }

    List<Happened.Fetch> asked() {
      return List.copyOf(asked);
    }

    private Optional<CaseDocument.Fetched> to(FetchedUrl url, GatewayRequest request) {
      asked.add(new Happened.Fetch(url, request));
      List<CaseDocument.Fetched> fitting =
          left.stream()
              .filter(f -> f.method().equals(request.method()))
              .filter(f -> FetchedUrl.of(f.url()).equals(url))
              .toList();
      if (fitting.size() > 1) {
        left.remove(fitting.getFirst());
      }
      return fitting.stream().findFirst();
    }
  }

  @Override
  public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
    FetchedUrl url = new FetchedUrl(name, request.target());
    Optional<CaseDocument.Fetched> answer = answers.to(url, request);
    if (answer.isEmpty()) {
      return failure(
          Problem.gateway(
              "UPSTREAM_UNREACHABLE",
              503,
              "The case has no answer to " + request.method() + " " + url,
              "Add it under fetch"));
    }
    Optional<CaseDocument.Failure> error = answer.get().error();
    return error.isPresent()
        ? failure(problem(error.get()))
        : CompletableFuture.completedStage(response(answer.get().response()));
  }

  private static CompletionStage<GatewayResponse> failure(Problem problem) {
    return CompletableFuture.failedStage(new ProblemException(problem));
  }

  /** The problem that a case tells of. */
  static Problem problem(CaseDocument.Failure failure) {
    return new Problem(
        failure.code(),
        failure.status(),
        failure.title(),
        failure.detail(),
        failure.origin(),
        Map.of());
  }

  /** The response that a case tells of. */
  static GatewayResponse response(CaseDocument.Answer answer) {
    Content content = Content.of(answer.text(), answer.json(), answer.base64());
    return new GatewayResponse(
        answer.status(), Fields.of(answer.headers(), content), Body.of(content.bytes()));
  }

  @Override
  public List<StatusEntry> status() {
    return List.of();
  }

  @Override
  public void close() {
    // it holds nothing
  }
}
