package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.testsupport.FakeDropFolders;
import java.io.IOException;
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

/** In a check everything is done at once, and nothing acts on its own. */
class RouteFilesTest {

  private static final String MENU =
      """
      - from:
          uri: netty-http:http://0.0.0.0/menu?nettySharedHttpServer=#gatehouse
          steps:
            - transform:
                constant: "one"
      """;

  @TempDir private Path base;

  private final CamelContexts contexts = new CamelContexts();
  private final Mounts mounts = new Mounts();
  private FakeDropFolders folders;
  private RouteFiles files;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(base.resolve("deploy"));
    folders = new FakeDropFolders(base);
    files = new RouteFiles(folders, contexts, mounts, new FakeUpstreams().calls(), true);
  }

  @AfterEach
  void stop() {
    files.deactivate();
  }

  private Path drop(String name, String content) throws IOException {
    Path file = Files.writeString(base.resolve("deploy").resolve(name), content);
    folders.changed(file);
    return file;
  }

  private List<String> mounted() {
    return mounts.tree().entries().stream().map(entry -> entry.mount().toString()).toList();
  }

  private StatusEntry status() {
    return files.status().getFirst();
  }

  @Test
  void nothingIsThereToWaitFor() {
    assertThat(mounts.isSettled()).isTrue();
    assertThat(files.status()).isEmpty();
  }

  @Test
  void aFileComesChangesAndGoes() throws IOException {
    Path file = drop("menu.yaml", MENU);
    assertThat(mounted()).containsExactly("/menu");
    assertThat(status())
        .isEqualTo(
            StatusEntry.serving("routes", "menu.yaml", "deploy/menu.yaml", "1 route, 1 mounted"));

    drop("menu.yaml", MENU.replace("/menu", "/card"));
    assertThat(mounted()).containsExactly("/card");

    folders.gone(file);
    assertThat(mounted()).isEmpty();
    assertThat(files.status()).isEmpty();
  }

  @Test
  void theOtherEndingAndXmlAreRoutesToo() throws IOException {
    drop("menu.yml", MENU);
    drop(
        "card.xml",
        """
        <routes>
          <route>
            <from uri="netty-http:http://0.0.0.0/card?nettySharedHttpServer=#gatehouse"/>
            <transform><constant>one</constant></transform>
          </route>
        </routes>
        """);

    assertThat(mounted()).containsExactlyInAnyOrder("/menu", "/card");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("a.yaml", MENU.replace("transform", "transfrom"), 4, "transfrom"),
        Arguments.of("a.yaml", MENU.replace("constant: \"one\"", "constant: \"one"), 5, ""),
        Arguments.of("a.yaml", MENU + "      - to: nonsense:x\n", 6, "nonsense"),
        Arguments.of("a.yaml", MENU.replace("#gatehouse", "#other"), 1, "other"),
        Arguments.of(
            "a.yaml", MENU.replace("constant: \"one\"", "simple: \"${one\""), 4, "at Transform"),
        Arguments.of("a.yaml", "", 0, "the file is empty"),
        Arguments.of("a.yaml", "just words\n", 0, "there are no routes in it"),
        Arguments.of("a.yaml", "api: orders\n", 0, "a definition of an API"),
        Arguments.of("a.xml", "<routes>\n<route>\n</routes>", 3, ""),
        Arguments.of("a.xml", "<routes><rout/></routes>", 0, "rout"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void whatIsWrongIsToldAndTheOldServesOn(String name, String content, int line, String told)
      throws IOException {
    String good =
        name.endsWith(".xml")
            ? "<routes><route><from uri=\"direct:a\"/><to uri=\"log:a\"/></route></routes>"
            : MENU;
    Path file = drop(name, good);
    assertThat(folders.findings(file)).isEmpty();

    drop(name, content);

    List<Finding> findings = folders.findings(file);
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().problem()).isNotBlank().contains(told);
    assertThat(findings.getFirst().place().file()).isEqualTo("deploy/" + name);
    if (line > 0) {
      assertThat(findings.getFirst().place().line()).isEqualTo(line);
    }
    assertThat(status().state()).isEqualTo(State.DEGRADED);
    assertThat(mounted()).hasSize(name.endsWith(".xml") ? 0 : 1);

    drop(name, good);
    assertThat(folders.findings(file)).isEmpty();
    assertThat(status().state()).isEqualTo(State.SERVING);
  }

  @Test
  void theFirstMistakeLeavesNothing() throws IOException {
    Path file = drop("menu.yaml", MENU.replace("transform", "transfrom"));

    assertThat(status().state()).isEqualTo(State.REFUSED);
    assertThat(mounted()).isEmpty();
    folders.gone(file);
    assertThat(files.status()).isEmpty();
  }

  @Test
  void onePathIsMountedOnce() throws IOException {
    Path first = drop("a.yaml", MENU);
    Path second = drop("b.yaml", MENU);

    assertThat(folders.findings(second).getFirst().problem())
        .isEqualTo("/menu is mounted by deploy/a.yaml already");
    assertThat(mounted()).containsExactly("/menu");

    folders.gone(first);
    assertThat(mounts.tree().entries().getFirst().owner()).isEqualTo("deploy/b.yaml");
    assertThat(folders.findings(second)).isEmpty();
  }
}
