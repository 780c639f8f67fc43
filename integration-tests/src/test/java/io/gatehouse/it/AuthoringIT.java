package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.GatehouseInstance.Ran;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands write to begin with builds, passes its own tests, drops in and serves. */
class AuthoringIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static final String UPSTREAM_USED =
      "{ upstream: u }\nupstreams: { u: { targets: [ { url: \"" + UPSTREAM.url() + "\" } ] } }";
  private static GatehouseInstance gateway;
  private static Path projects;

  @BeforeAll
  static void start() {
    gateway = GatehouseInstance.named("authoring").start();
    projects = gateway.distribution().freshFolder("projects");
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  @Test
  void aNewScriptServesAsItIs() {
    Ran ran = gateway.run("policy", "new", "first-steps");

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    gateway.drop("apis/scripted.yaml", api("scripted", "policies: [first-steps]", UPSTREAM_USED));
    Awaiting.until(
        "it serves", () -> gateway.get("/scripted/x").first("x-first-steps").isPresent());
    assertThat(UPSTREAM.last().first("x-first-steps")).contains("anonymous");
    assertThat(gateway.errorBeside("policies/first-steps.js")).isEmpty();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    gateway.drop("policies/mine.js", "export function onRequest(request) {}\n");

    Ran ran = gateway.run("policy", "new", "mine");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).contains("mine.js exists already").contains("Choose another name");
    assertThat(gateway.read("policies/mine.js")).startsWith("export function onRequest");
    assertThat(Files.readString(gateway.base().resolve("policies/mine.js"))).doesNotContain("meta");
  }

  @ParameterizedTest
  @CsvSource({"MyPolicy, my-policy", "my_policy, my-policy", "9lives, lives", "../x, x", "ü, my-"})
  void aNameThatDefinitionsCouldNotWriteIsRefused(String name, String suggested) {
    Ran ran = gateway.run("bundle", "new", name, "--in", projects.resolve("never").toString());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output()).contains("is no name for a type").contains(suggested);
    assertThat(projects.resolve("never")).doesNotExist();
  }

  @Test
  void aNewPolicyBundleBuildsAndServes() throws Exception {
    Path jar = built("price-tag", "policy");

    gateway.drop("deploy/price-tag.jar", Files.readAllBytes(jar));
    gateway.drop(
        "apis/tagged.yaml",
        api("tagged", "policies: [ { price-tag: { value: \"49\" } } ]", UPSTREAM_USED));

    Awaiting.until("it serves", () -> gateway.get("/tagged/x").status() == 200);
    assertThat(UPSTREAM.last().first("x-price-tag")).contains("49");
  }

  @Test
  void aNewMediationBundleBuildsAndServes() throws Exception {
    Path jar = built("well-met", "mediation");

    gateway.drop("deploy/well-met.jar", Files.readAllBytes(jar));
    gateway.drop("apis/met.yaml", api("met", "", "{ well-met: { greeting: \"Well met,\" } }"));

    Awaiting.until("it serves", () -> gateway.get("/met/x").status() == 200);
    assertThat(gateway.send("POST", "/met/x", "Ada").text()).isEqualTo("Well met, Ada");
  }

  private static String api(String name, String policies, String to) {
    return """
    api: %1$s
    %2$s
    match: { paths: [/%1$s/**] }
    to: %3$s
    """
        .formatted(name, policies, to);
  }

  private static Path built(String name, String kind) throws Exception {
    Path project = projects.resolve(name);
    Ran ran = gateway.run("bundle", "new", name, "--kind", kind, "--in", project.toString());
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    File log = project.resolve("build.log").toFile();
    Process maven =
        new ProcessBuilder("mvn", "-B", "-ntp", "verify")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      assertThat(maven.waitFor(5, TimeUnit.MINUTES)).as("Maven ends").isTrue();
    } finally {
      maven.destroy();
    }
    assertThat(maven.exitValue()).as(() -> read(log)).isZero();
    assertThat(read(log)).contains("Tests run: ").doesNotContain("Tests run: 0");
    return project.resolve("target").resolve(name + ".jar");
  }

  private static String read(File log) {
    try {
      return Files.readString(log.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
