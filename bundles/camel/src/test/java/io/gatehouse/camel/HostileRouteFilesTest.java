package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.testsupport.FakeDropFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are made to break who reads them, or that somebody got very wrong. */
class HostileRouteFilesTest {

  private static final String SECRET = "nobody-may-see-this";

  @TempDir private Path base;

  private final CamelContexts contexts = new CamelContexts();
  private final Mounts mounts = new Mounts();
  private FakeDropFolders folders;
  private RouteFiles files;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(base.resolve("deploy"));
    Files.writeString(base.resolve("secret.txt"), SECRET);
    folders = new FakeDropFolders(base);
    files = new RouteFiles(folders, contexts, mounts, new FakeUpstreams().calls(), true);
  }

  @AfterEach
  void stop() {
    files.deactivate();
  }

  private static String mount(String path) {
    return """
    - from:
        uri: netty-http:http://0.0.0.0%s?nettySharedHttpServer=#gatehouse
        steps:
          - transform: { constant: one }
    """
        .formatted(path);
  }

  private Path drop(String name, byte[] content) throws IOException {
    Path file = Files.write(base.resolve("deploy").resolve(name), content);
    folders.changed(file);
    return file;
  }

  private Path drop(String name, String content) throws IOException {
    return drop(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> mounted() {
    return mounts.tree().entries().stream().map(entry -> entry.mount().toString()).toList();
  }

  static Stream<Arguments> hostile() {
    int deep = 20_000;
    StringBuilder aliases = new StringBuilder("- &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      aliases.append("- &a%d [*a%d, *a%d]\n".formatted(i, i - 1, i - 1));
    }
    return Stream.of(
        arguments("deep.yaml", "[".repeat(deep)),
        arguments("deep-blocks.yaml", "- ".repeat(deep) + "x"),
        arguments("aliases.yaml", aliases.toString()),
        arguments("tag.yaml", "- !!javax.script.ScriptEngineManager [ x ]\n"),
        arguments("deep.xml", "<routes>" + "<a>".repeat(deep)),
        arguments("deep-steps.xml", deepSteps(deep)),
        arguments(
            "laughs.xml",
            """
            <!DOCTYPE routes [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
            <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
            <routes><route><from uri="direct:&d;"/></route></routes>
            """));
  }

  private static String deepSteps(int deep) {
    return "<routes><route><from uri=\"direct:a\"/>"
        + "<filter><constant>true</constant>".repeat(deep)
        + "</filter>".repeat(deep)
        + "</route></routes>";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void whatIsMadeToBreakTheReaderIsRefused(String name, String content) throws IOException {
    Path file = drop(name, content);

    List<Finding> findings = folders.findings(file);
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().problem()).isNotBlank().doesNotContain("null");
    assertThat(files.status()).extracting(StatusEntry::state).containsExactly(State.REFUSED);

    drop("good.yaml", mount("/good"));
    assertThat(mounted()).containsExactly("/good");
  }

  @Test
  void noFileOfTheMachineIsReadByAnEntity() throws IOException {
    Path file =
        drop(
            "entity.xml",
            """
            <!DOCTYPE routes [<!ENTITY secret SYSTEM "%s">]>
            <routes><route id="&secret;"><from uri="nonsense:&secret;"/></route></routes>
            """
                .formatted(base.resolve("secret.txt").toUri()));

    assertThat(folders.findings(file)).hasSize(1);
    assertThat(folders.findings(file).getFirst().toString()).doesNotContain(SECRET);
  }

  static Stream<Arguments> unresolved() {
    return Stream.of(
        arguments(mount("/{{where}}"), "where"),
        arguments("- templatedRoute: { routeTemplateRef: nowhere, routeId: a }\n", "nowhere"),
        arguments(
            """
            - routeTemplate:
                id: greet
                parameters: [ { name: who } ]
                from: { uri: "direct:{{who}}", steps: [ { log: "{{who}}" } ] }
            - templatedRoute: { routeTemplateRef: greet, routeId: a }
            """,
            "who"),
        arguments(
            """
            - routeTemplate:
                id: greet
                parameters: [ { name: who } ]
                from: { uri: "direct:{{who}}", steps: [ { log: "{{who}}" } ] }
            """,
            "there are no routes in it"),
        arguments("- from: { uri: direct:a, steps: [ { bean: { ref: nobody } } ] }\n", "nobody"));
  }

  @ParameterizedTest
  @MethodSource("unresolved")
  void whatCannotBeResolvedIsNamed(String content, String named) throws IOException {
    Path file = drop("a.yaml", content);

    assertThat(folders.findings(file)).hasSize(1);
    assertThat(folders.findings(file).getFirst().problem()).contains(named);
    assertThat(mounted()).isEmpty();
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    byte[] noise = {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0xc3, 0x28, 0, 0};

    assertThat(folders.findings(drop("noise.yaml", noise))).hasSize(1);
    assertThat(folders.findings(drop("noise.xml", noise))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b.yaml", "we%41rd.yaml", "ünï.yaml", "a#b?c.yaml", "a:b.yaml", "A.YAML"})
  void aNameIsJustAName(String name) throws IOException {
    Path file = drop(name, mount("/named"));

    assertThat(folders.findings(file)).isEmpty();
    assertThat(mounted()).containsExactly("/named");
  }

  @Test
  void thousandsOfRoutesAreRoutesToo() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      many.append(mount("/many/" + i));
    }

    Path file = drop("many.yaml", many.toString());

    assertThat(folders.findings(file)).isEmpty();
    assertThat(mounted()).hasSize(2000).contains("/many/1999");
  }

  @Test
  void parametersOfOtherNamesAreTheSamePath() throws IOException {
    drop("a.yaml", mount("/orders/{id}"));
    Path second = drop("b.yaml", mount("/orders/{number}"));
    Path both = drop("c.yaml", mount("/items/{id}") + mount("/items/{number}"));
    Path beside = drop("d.yaml", mount("/orders/new"));

    assertThat(folders.findings(second).getFirst().problem())
        .isEqualTo("/orders/{number} is mounted by deploy/a.yaml already");
    assertThat(folders.findings(both).getFirst().problem())
        .isEqualTo("two of its routes are mounted on /items/{number}");
    assertThat(folders.findings(beside)).isEmpty();
    assertThat(mounted()).containsExactly("/orders/{id}", "/orders/new");
  }
}
