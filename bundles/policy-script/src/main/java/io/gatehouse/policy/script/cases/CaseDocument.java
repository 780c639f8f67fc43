package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.http.FailureOrigin;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What may stand in {@code policies/NAME.test.yaml}. */
public record CaseDocument(
    @Setting("Configuration of the policy in cases that have none of their own")
        Optional<ConfigNode> config,
    @Setting("Upstreams that the API declares, besides those that the cases fetch from")
        List<String> upstreams,
    @Setting("The cases, in order") List<Case> cases) {

  public CaseDocument {
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("cases: there is none (expected: at least one case)");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < cases.size(); i++) {
      if (!names.add(cases.get(i).name())) {
        throw new IllegalArgumentException(
            "cases["
                + i
                + "].name: there is another case of this name (expected: a name of its own)");
      }
    }
  }

  /** What may stand in an item of {@code cases}. */
  public record Case(
      @Setting("What the case shows, in a sentence") String name,
      @Setting("Configuration of the policy, in place of the one for all cases")
          Optional<ConfigNode> config,
      @Setting("Who calls; nobody is established where left out") Optional<Consumer> consumer,
      @Setting(value = "From where the client calls", defaultsTo = "{}") Client client,
      @Setting(value = "Name of the API", defaultsTo = "case") String api,
      @Setting(value = "Name of the route", defaultsTo = "case") String route,
      @Setting("What the path template bound") Map<String, String> params,
      @Setting("What policies before this one left in context.vars") Map<String, ConfigNode> vars,
      @Setting("What context.cache holds before, for a minute") Map<String, ConfigNode> cache,
      @Setting("What the script's clock shows, such as 2026-12-24T22:00:00Z; else the time it is")
          Optional<String> clock,
      @Setting(value = "The request", defaultsTo = "{}") Message request,
      @Setting(value = "What the destination answers", defaultsTo = "{}") Answer response,
      @Setting("How the destination fails, in place of an answer") Optional<Failure> error,
      @Setting("What fetch is answered, by method and URL") List<Fetched> fetch,
      @Setting("What must come of it") Expected expect) {

    public Case {
      if (clock.isPresent()) {
        CaseClock.at(clock.get());
      }
    }
  }

  /** What may stand under {@code consumer}. */
  public record Consumer(
      @Setting("Who it is") String id,
      @Setting("Groups it belongs to") List<String> groups,
      @Setting("What else is known of it") Map<String, String> metadata) {}

  /** What may stand under {@code client}. */
  public record Client(
      @Setting(value = "Address", defaultsTo = "192.0.2.1") String ip,
      @Setting(value = "Port", defaultsTo = "54321") int port,
      @Setting(value = "Whether the connection is encrypted", defaultsTo = "true") boolean tls) {}

  /** What may stand under {@code request}. */
  public record Message(
      @Setting(value = "Method", defaultsTo = "GET") String method,
      @Setting(value = "Path, and query if there is one", defaultsTo = "/") String path,
      @Setting("Header fields; a list where a field comes several times")
          Map<String, ConfigNode> headers,
      @Setting("Content, as text") Optional<String> text,
      @Setting("Content, as JSON") Optional<ConfigNode> json,
      @Setting("Content, any bytes in Base64") Optional<String> base64) {

    public Message {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("path: " + path + " (expected: a path such as /orders)");
      }
      Content.of(text, json, base64);
    }
  }

  /** What may stand under {@code response}. */
  public record Answer(
      @Setting(value = "Status", defaultsTo = "200") int status,
      @Setting("Header fields; a list where a field comes several times")
          Map<String, ConfigNode> headers,
      @Setting("Content, as text") Optional<String> text,
      @Setting("Content, as JSON") Optional<ConfigNode> json,
      @Setting("Content, any bytes in Base64") Optional<String> base64) {

    public Answer {
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
      }
      Content.of(text, json, base64);
    }
  }

  /** What may stand under {@code error}. */
  public record Failure(
      @Setting("Code, such as UPSTREAM_TIMEOUT") String code,
      @Setting(value = "Status that it amounts to", defaultsTo = "502") int status,
      @Setting(value = "Title", defaultsTo = "The destination failed") String title,
      @Setting(value = "Detail", defaultsTo = "\"\"") String detail,
      @Setting(value = "Who failed", defaultsTo = "upstream") FailureOrigin origin) {

    public Failure {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
      }
    }
  }

  /** What may stand in an item of {@code fetch}. */
  public record Fetched(
      @Setting(value = "Method", defaultsTo = "GET") String method,
      @Setting("What is fetched, such as upstream://crm/customers/42") String url,
      @Setting(value = "What comes back", defaultsTo = "{}") Answer response,
      @Setting("How it fails instead") Optional<Failure> error) {

    public Fetched {
      FetchedUrl.of(url);
    }
  }

  /** What may stand under {@code expect}. */
  public record Expected(
      @Setting("What the destination is asked") Optional<ExpectedRequest> request,
      @Setting("What the client is answered") Optional<ExpectedResponse> response,
      @Setting("How the exchange fails") Optional<ExpectedProblem> problem,
      @Setting("What the script fetches, in order and nothing else")
          Optional<List<ExpectedFetch>> fetched,
      @Setting("What context.vars holds afterwards") Map<String, ConfigNode> vars,
      @Setting("Whether the destination is asked at all") Optional<Boolean> forwarded) {

    public Expected {
      boolean nothing =
          request.isEmpty()
              && response.isEmpty()
              && problem.isEmpty()
              && fetched.isEmpty()
              && vars.isEmpty()
              && forwarded.isEmpty();
      if (nothing) {
        throw new IllegalArgumentException(
            "nothing is expected (expected: request, response, problem, fetched, vars or"
                + " forwarded)");
      }
    }
  }

  /** What may stand under {@code expect.request}. */
  public record ExpectedRequest(
      @Setting("Method") Optional<String> method,
      @Setting("Path, and query if there is one") Optional<ConfigNode> path,
      @Setting("Header fields; null where there must be none") Map<String, ConfigNode> headers,
      @Setting("Content, as text") Optional<ConfigNode> text,
      @Setting("Content, as JSON") Optional<ConfigNode> json,
      @Setting("Content, any bytes in Base64") Optional<String> base64) {}

  /** What may stand under {@code expect.response}. */
  public record ExpectedResponse(
      @Setting("Status") Optional<Integer> status,
      @Setting("Header fields; null where there must be none") Map<String, ConfigNode> headers,
      @Setting("Content, as text") Optional<ConfigNode> text,
      @Setting("Content, as JSON") Optional<ConfigNode> json,
      @Setting("Content, any bytes in Base64") Optional<String> base64) {}

  /** What may stand under {@code expect.problem}. */
  public record ExpectedProblem(
      @Setting("Status") Optional<Integer> status,
      @Setting("Code, such as SCRIPT_REFUSED") Optional<String> code,
      @Setting("Title") Optional<ConfigNode> title,
      @Setting("Detail") Optional<ConfigNode> detail) {}

  /** What may stand in an item of {@code expect.fetched}. */
  public record ExpectedFetch(
      @Setting(value = "Method", defaultsTo = "GET") String method,
      @Setting("What is fetched, such as upstream://crm/customers/42") String url,
      @Setting("Header fields; null where there must be none") Map<String, ConfigNode> headers,
      @Setting("Content, as text") Optional<ConfigNode> text,
      @Setting("Content, as JSON") Optional<ConfigNode> json) {

    public ExpectedFetch {
      FetchedUrl.of(url);
    }
  }
}
