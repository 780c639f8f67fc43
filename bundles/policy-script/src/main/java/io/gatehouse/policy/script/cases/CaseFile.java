package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DocumentParser;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A {@code *.test.yaml} whose every key makes sense. */
public final class CaseFile {

  /** How its name ends. */
  public static final String SUFFIX = ".test.yaml";

  private final CaseDocument document;
  private final Written written;
  private final DocumentParser parser;

  private CaseFile(CaseDocument document, Written written, DocumentParser parser) {
    this.document = document;
    this.written = written;
    this.parser = parser;
  }

  /** The outcome of reading one. */
  public sealed interface Reading {
    /** It can be run. */
    record Read(CaseFile file) implements Reading {}

    /** It cannot. */
    record Mistaken(List<Finding> findings) implements Reading {
      public Mistaken {
        findings = List.copyOf(findings);
      }
    }
  }

  /**
   * Reads the file.
   *
   * @param display as an operator would say it
   */
  public static Reading read(
      byte[] content, String display, DocumentParser parser, ConfigBinder binder) {
    DocumentParser.Parsed parsed = parser.parse(content, display);
    if (parsed.root().isEmpty() || !parsed.findings().isEmpty()) {
      return new Reading.Mistaken(parsed.findings());
    }
    ConfigNode root = parsed.root().get();
    return switch (binder.bind(root, CaseDocument.class)) {
      case ConfigBinder.Binding.Unbound<CaseDocument>(List<Finding> findings) ->
          new Reading.Mistaken(findings);
      case ConfigBinder.Binding.Bound<CaseDocument>(CaseDocument document) -> {
        List<Finding> findings = new ArrayList<>();
        expected(document).forEach(node -> TextExpectation.read(node, findings));
        given(document).forEach(node -> Fields.read(node, findings));
        yield findings.isEmpty()
            ? new Reading.Read(new CaseFile(document, new Written(root), parser))
            : new Reading.Mistaken(findings);
      }
    };
  }

  public List<CaseDocument.Case> cases() {
    return document.cases();
  }

  /** The configuration of the policy in the case; none where the file has none. */
  public ConfigNode config(CaseDocument.Case of) {
    return of.config()
        .or(document::config)
        .orElseGet(() -> new ConfigNode.Mapping(List.of(), written.place()));
  }

  /** The names of all upstreams that cases speak of. */
  public Set<String> upstreams() {
    Set<String> names = new LinkedHashSet<>(document.upstreams());
    for (CaseDocument.Case one : cases()) {
      one.fetch().forEach(fetch -> names.add(FetchedUrl.of(fetch.url()).upstream()));
    }
    return names;
  }

  /** Where the case stands. */
  public Place place(int index) {
    return written.at("cases").item(index).place();
  }

  /** What is otherwise than the case expects; empty where it holds. */
  public List<Difference> compare(int index, Happened happened) {
    Written expect = written.at("cases").item(index).at("expect");
    return Comparison.of(cases().get(index).expect(), expect, happened, parser);
  }

  private static List<ConfigNode> given(CaseDocument document) {
    List<ConfigNode> fields = new ArrayList<>();
    for (CaseDocument.Case one : document.cases()) {
      fields.addAll(one.request().headers().values());
      fields.addAll(one.response().headers().values());
      one.fetch().forEach(fetch -> fields.addAll(fetch.response().headers().values()));
    }
    return fields;
  }

  /** Everything that says what a text must be. */
  private static List<ConfigNode> expected(CaseDocument document) {
    List<ConfigNode> texts = new ArrayList<>();
    for (CaseDocument.Case one : document.cases()) {
      CaseDocument.Expected expect = one.expect();
      expect
          .request()
          .ifPresent(r -> add(texts, r.headers(), List.of(r.path().stream(), r.text().stream())));
      expect.response().ifPresent(r -> add(texts, r.headers(), List.of(r.text().stream())));
      expect
          .problem()
          .ifPresent(p -> add(texts, Map.of(), List.of(p.title().stream(), p.detail().stream())));
      expect
          .fetched()
          .ifPresent(all -> all.forEach(f -> add(texts, f.headers(), List.of(f.text().stream()))));
    }
    return texts;
  }

  private static void add(
      List<ConfigNode> texts, Map<String, ConfigNode> headers, List<Stream<ConfigNode>> others) {
    texts.addAll(headers.values());
    others.forEach(other -> other.forEach(texts::add));
  }
}
