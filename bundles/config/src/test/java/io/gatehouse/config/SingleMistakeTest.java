package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.ApiReader;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake is one finding, in its own line, with a remedy: nothing is said twice. */
class SingleMistakeTest {

  private static final String GOOD =
      """
      api: orders
      version: "1"
      match:
        hosts: [orders.example.com]
        paths: [/orders/**]
      policies:
        - rate-limit: { limit: 100, window: 1m }
      routes:
        - name: get-it
          match:
            methods: [GET]
            paths: ["/orders/{id}"]
          to:
            upstream: main
            path: "/internal/{id}"
        - name: list-it
          match: { methods: [GET], paths: [/orders] }
          to: { upstream: main }
      upstreams:
        main:
          targets:
            - url: "http://10.0.0.5:8080"
          timeouts: { connect: 1s, request: 10s }
      limits:
        body: 10MiB
      """;

  @TempDir private Path base;

  private List<Finding> findings(String yaml) throws IOException {
    Path file = Files.writeString(base.resolve("orders.yaml"), yaml);
    return new ApiReader(new RecordBinder(), base)
        .read(new DocumentReader(new References(base, Map.of())).read(file, "orders.yaml"))
        .findings();
  }

  @Test
  void nothingIsWrongWithoutOne() throws IOException {
    assertThat(findings(GOOD)).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("api: orders\n", "aip: orders\n"),
        arguments("api: orders\n", ""),
        arguments("  - name: get-it", "  - nam: get-it"),
        arguments("name: list-it", "name: get-it"),
        arguments("upstream: main\n", "upstream: mian\n"),
        arguments("/internal/{id}", "/internal/{nr}"),
        arguments("[/orders] }", "[/other] }"),
        arguments("connect: 1s", "connect: 1"),
        arguments("window: 1m }", "window: 1m, when: true }"),
        arguments("window: 1m }", "window: 1m, when: '' }"),
        arguments("window: 1m }", "window: 1m, when: [a] }"),
        arguments("request: 10s", "request: 10 seconds"),
        arguments("10MiB", "10MB"),
        arguments("http://10.0.0.5:8080", "10.0.0.5:8080"),
        arguments("http://10.0.0.5:8080", "http://10.0.0.5:80800"),
        arguments("[GET]\n", "GET\n"),
        arguments("[GET]\n", "[get]\n"),
        arguments("[GET]\n", "[GTE]\n"),
        arguments("  body:", "\tbody:"),
        arguments("version: \"1\"", "version: \"1"),
        arguments("    to:\n      upstream", "    too:\n      upstream"),
        arguments("paths: [\"/orders/{id}\"]", "paths: [\"orders/{id}\"]"),
        arguments("paths: [\"/orders/{id}\"]", "paths: [/orders/{id}]"),
        arguments("routes:\n", "route:\n"),
        arguments("upstreams:\n", "upstream:\n"),
        arguments("    targets:\n      - url: \"http://10.0.0.5:8080\"\n", ""),
        arguments("targets:", "target:"),
        arguments("      - url:", "        url:"),
        arguments("  main:\n", "  - main:\n"),
        arguments("version: \"1\"", "version: &v \"1\""),
        arguments("version: \"1\"", "version: !!str \"1\""),
        arguments("version: \"1\"", "version: ${env:NOPE}"),
        arguments("name: get-it", "name: Get It"),
        arguments("hosts: [orders.example.com]", "hosts: [*.example.com]"),
        arguments("limits:", "limits: {"),
        arguments("    timeouts", "   timeouts"),
        arguments("    timeouts", "      timeouts"),
        arguments("to: { upstream: main }", "to: main"),
        arguments("to: { upstream: main }", "to { upstream: main }"),
        arguments("to: { upstream: main }", "to: {upstream:main}"),
        arguments("to: { upstream: main }", "to: { upstream: main"),
        arguments("match: { methods", "match: ( methods"),
        arguments("name: list-it", "name:list-it"),
        arguments("name: list-it", "name list-it"),
        arguments("  - name: list-it", " - name: list-it"),
        arguments("policies:\n  -", "policies:\n    "),
        arguments("version: \"1\"", "version: \"1\"\n---"),
        arguments(
            "  - rate-limit: { limit: 100, window: 1m }",
            "  - rate-limit:\n    limit: 100\n    window: 1m"),
        arguments("limits:\n  body: 10MiB", "limits:\n  body: 10MiB\n  bufferBody: 1MiB"),
        arguments("limits:\n  body: 10MiB", "limits: 10MiB"),
        arguments("version: \"1\"", "version: [1]"),
        arguments("to: { upstream: main }", "to: { upstream: main, timeout: 5s }"),
        arguments("path: \"/internal/{id}\"", "path: '/internal/{id}"),
        arguments("path: \"/internal/{id}\"", "path: /internal/{id"),
        arguments("name: list-it", "name: list-it: x"),
        arguments("api: orders", "API: orders"),
        arguments("timeouts: { connect: 1s", "timeouts: { connect: 1s, connect: 2s"),
        arguments("version: \"1\"", "version: @1"),
        arguments("version: \"1\"", "version: %1"),
        arguments("version: \"1\"", "version: *1"),
        arguments("version: \"1\"", "version: \"\\q\""));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isOneFinding(String right, String wrong) throws IOException {
    assertThat(GOOD).contains(right);
    int at = GOOD.indexOf(right);
    String mistaken = GOOD.substring(0, at) + wrong + GOOD.substring(at + right.length());

    List<Finding> findings = findings(mistaken);

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.problem()).isNotEmpty();
    assertThat(finding.remedy()).isNotEmpty();
    assertThat(finding.place().column()).isPositive();
  }
}
