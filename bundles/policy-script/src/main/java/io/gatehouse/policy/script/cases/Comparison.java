package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DocumentParser;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what a case expects with what came. */
final class Comparison {

  private final Written expect;
  private final DocumentParser parser;
  private final List<Difference> differences = new ArrayList<>();

  private Comparison(Written expect, DocumentParser parser) {
    this.expect = expect;
    this.parser = parser;
  }

  /** All that is otherwise; empty where the case holds. */
  static List<Difference> of(
      CaseDocument.Expected expected, Written expect, Happened happened, DocumentParser parser) {
    Comparison comparison = new Comparison(expect, parser);
    comparison.forwarded(expected, happened);
    comparison.failed(expected, happened);
    expected.response().ifPresent(e -> comparison.answered(e, happened.answer()));
    expected.fetched().ifPresent(e -> comparison.fetched(e, happened.fetched()));
    comparison.vars(expected.vars(), happened.vars());
    return comparison.differences;
  }

  private void forwarded(CaseDocument.Expected expected, Happened happened) {
    boolean was = happened.forwarded().isPresent();
    boolean wanted = expected.forwarded().orElse(was);
    if (wanted != was) {
      differ(expect.place("forwarded"), "" + wanted, was + told(happened));
    }
    if (expected.request().isEmpty()) {
      return;
    }
    if (!was) {
      differ(expect.place("request"), "the destination is asked", "it was not" + told(happened));
      return;
    }
    CaseDocument.ExpectedRequest request = expected.request().get();
    GatewayRequest came = happened.forwarded().get();
    Written at = expect.at("request");
    request.method().ifPresent(m -> equal(at.place("method"), m, came.method()));
    request.path().ifPresent(p -> text(p, List.of(came.target())));
    headers(request.headers(), came.headers());
    content(at, request.text(), request.json(), request.base64(), came.body());
  }

  private static String told(Happened happened) {
    return happened.problem().map(p -> ": " + words(p)).orElse("");
  }

  private static String words(Problem problem) {
    return problem.code()
        + " "
        + problem.status()
        + " \""
        + problem.title()
        + "\""
        + (problem.detail().isEmpty() ? "" : " (" + problem.detail() + ")");
  }

  private void failed(CaseDocument.Expected expected, Happened happened) {
    Optional<Problem> came = happened.problem();
    if (expected.problem().isEmpty()) {
      boolean tellsBySomethingElse =
          expected.response().isPresent()
              || expected.request().isPresent()
              || expected.forwarded().isPresent();
      if (came.isPresent() && !tellsBySomethingElse) {
        differ(expect.place(), "no problem", words(came.get()));
      }
      return;
    }
    if (came.isEmpty()) {
      differ(
          expect.place("problem"),
          "a problem",
          "none; the answer is " + happened.answer().status());
      return;
    }
    CaseDocument.ExpectedProblem problem = expected.problem().get();
    Written at = expect.at("problem");
    problem.status().ifPresent(s -> equal(at.place("status"), "" + s, "" + came.get().status()));
    problem.code().ifPresent(c -> equal(at.place("code"), c, came.get().code()));
    problem.title().ifPresent(t -> text(t, List.of(came.get().title())));
    problem.detail().ifPresent(d -> text(d, List.of(came.get().detail())));
  }

  private void answered(CaseDocument.ExpectedResponse response, GatewayResponse came) {
    Written at = expect.at("response");
    response.status().ifPresent(s -> equal(at.place("status"), "" + s, "" + came.status()));
    headers(response.headers(), came.headers());
    content(at, response.text(), response.json(), response.base64(), came.body());
  }

  private void fetched(List<CaseDocument.ExpectedFetch> expected, List<Happened.Fetch> came) {
    Written at = expect.at("fetched");
    String all = came.stream().map(f -> f.request().method() + " " + f.url()).toList().toString();
    if (expected.size() != came.size()) {
      differ(at.place(), expected.size() + " fetched", came.size() + ": " + all);
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      CaseDocument.ExpectedFetch fetch = expected.get(i);
      Happened.Fetch was = came.get(i);
      Written item = at.item(i);
      equal(item.place("method"), fetch.method(), was.request().method());
      equal(item.place("url"), FetchedUrl.of(fetch.url()).toString(), was.url().toString());
      headers(fetch.headers(), was.request().headers());
      content(item, fetch.text(), fetch.json(), Optional.empty(), was.request().body());
    }
  }

  private void vars(Map<String, ConfigNode> expected, Map<String, ConfigNode> came) {
    expected.forEach(
        (name, value) -> {
          ConfigNode found = came.get(name);
          if (found == null) {
            differ(value.place(), JsonText.shown(value), "none");
          } else {
            JsonDifference.of(value, found).ifPresent(differences::add);
          }
        });
  }

  private void headers(Map<String, ConfigNode> expected, Headers came) {
    expected.forEach((name, value) -> text(value, values(name, value, came.all(name))));
  }

  /** Lines of a field are one value or several, as the expectation has it; cookies stay apart. */
  private static List<String> values(String name, ConfigNode expected, List<String> lines) {
    if (name.equalsIgnoreCase("set-cookie") || lines.isEmpty()) {
      return lines;
    }
    String all = String.join(", ", lines);
    return expected instanceof ConfigNode.Sequence ? List.of(all.split(", ", -1)) : List.of(all);
  }

  private void content(
      Written at,
      Optional<ConfigNode> text,
      Optional<ConfigNode> json,
      Optional<String> base64,
      Body body) {
    byte[] bytes = body instanceof Body.Buffered(byte[] held) ? held : new byte[0];
    text.ifPresent(t -> text(t, List.of(new String(bytes, StandardCharsets.UTF_8))));
    base64.ifPresent(b -> equal(at.place("base64"), b, Base64.getEncoder().encodeToString(bytes)));
    json.ifPresent(expected -> json(expected, bytes));
  }

  private void json(ConfigNode expected, byte[] bytes) {
    DocumentParser.Parsed came = parser.parse(bytes, "content.json");
    if (came.root().isEmpty() || !came.findings().isEmpty()) {
      String text = JsonText.shown(new String(bytes, StandardCharsets.UTF_8));
      differ(expected.place(), "JSON", text.isEmpty() ? "no content" : text);
      return;
    }
    JsonDifference.of(expected, came.root().get()).ifPresent(differences::add);
  }

  /** What cannot be read was told when the file was. */
  private void text(ConfigNode expected, List<String> came) {
    List<Finding> told = new ArrayList<>();
    TextExpectation.read(expected, told)
        .filter(e -> !e.holds(came))
        .ifPresent(e -> differ(expected.place(), e.words(), TextExpectation.words(came)));
  }

  private void equal(Place place, String expected, String came) {
    if (!expected.equals(came)) {
      differ(place, expected, came);
    }
  }

  private void differ(Place place, String expected, String came) {
    differences.add(new Difference(place, expected, came));
  }
}
