package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot serve is refused with its reason, and hurts nobody else. */
class RefusalTest {

  @TempDir Path base;
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(base, Map.of());
    gateway.deploy();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments(
            named("no symbolic name", BundleJar.named("x", "1").without("Bundle-SymbolicName")),
            "deploy/bad.jar Bundle-SymbolicName: is a plain jar, not a bundle"),
        arguments(
            named("a symbolic name that is a path", BundleJar.named("../../etc/x", "1")),
            "'../../etc/x' is not a symbolic name"),
        arguments(
            named(
                "no manifest version", BundleJar.named("x", "1").without("Bundle-ManifestVersion")),
            "Bundle-ManifestVersion: is missing from the manifest. Write 2"),
        arguments(
            named("a version that is none", BundleJar.named("x", "one")),
            "deploy/bad.jar Bundle-Version: 'one' is not a version"),
        arguments(
            named(
                "a fragment",
                BundleJar.named("x", "1").header("Fragment-Host", "io.gatehouse.core")),
            "is a fragment of io.gatehouse.core"),
        arguments(
            named("an entry that leads outside", BundleJar.named("x", "1").entry("../x.sh", "rm")),
            "has an entry that would lie outside of it: ../x.sh"),
        arguments(
            named(
                "an entry of a nested jar that leads outside",
                BundleJar.named("x", "1")
                    .header("Bundle-ClassPath", ".,lib/inner.jar")
                    .nested("lib/inner.jar", "../../x.sh", new byte[10])),
            "has an entry that would lie outside of it: lib/inner.jar!/../../x.sh"),
        arguments(
            named("an absolute entry", BundleJar.named("x", "1").entry("/etc/passwd", "x")),
            "has an entry that would lie outside of it: /etc/passwd"),
        arguments(
            named("a Windows path", BundleJar.named("x", "1").entry("a\\..\\..\\x.dll", "x")),
            "has an entry that would lie outside of it"),
        arguments(
            named("a malformed header", BundleJar.named("x", "1").header("Import-Package", ";;=")),
            "cannot be installed"),
        arguments(
            named(
                "a Java that is not there yet",
                BundleJar.named("x", "1")
                    .header(
                        "Require-Capability",
                        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")),
            "needs Java 99, and the gateway runs on Java "),
        arguments(
            named(
                "a version of the contract that is not there",
                BundleJar.named("x", "1")
                    .header("Import-Package", "io.gatehouse.api.policy;version=\"[7.0,8)\"")),
            "needs package io.gatehouse.api.policy [7.0.0,8.0.0), which is there only in version"
                + " 1.0.0"),
        arguments(
            named(
                "an activator that throws",
                BundleJar.named("x", "1")
                    .header("Import-Package", "org.osgi.framework")
                    .header("Bundle-Activator", "acme.Activator")
                    .source(
                        "acme.Activator",
                        Sources.activatorDoing(
                            "throw new IllegalStateException(\"licence missing\");"))),
            "failed to start: java.lang.IllegalStateException: licence missing"),
        arguments(
            named(
                "an activator that overflows the stack",
                BundleJar.named("x", "1")
                    .header("Import-Package", "org.osgi.framework")
                    .header("Bundle-Activator", "acme.Activator")
                    .source("acme.Activator", Sources.activatorDoing("start(context);"))),
            "failed to start: java.lang.StackOverflowError"),
        arguments(
            named(
                "an activator that is not there",
                BundleJar.named("x", "1").header("Bundle-Activator", "acme.Nowhere")),
            "failed to start: java.lang.ClassNotFoundException: acme.Nowhere"),
        arguments(
            named(
                "a descriptor that throws",
                BundleJar.policy("x", "1", "tier")
                    .source("acme.Factory", Sources.factory("Not Kebab", "1"))),
            "cannot be used: java.lang.IllegalArgumentException: type: 'Not Kebab'"),
        arguments(
            named(
                "one type twice",
                BundleJar.policy("x", "1", "tier")
                    .source(
                        "acme.Activator",
                        Sources.activatorDoing(
                            "for (int i = 0; i < 2; i++) context.registerService("
                                + "io.gatehouse.api.policy.PolicyFactory.class, new Factory(),"
                                + " null);"))),
            "offers the policy type 'tier' 2 times"),
        arguments(
            named(
                "its own copy of the contract",
                BundleJar.named("x", "1")
                    .header("Import-Package", "org.osgi.framework")
                    .header("Bundle-Activator", "acme.Activator")
                    .source(
                        "io.gatehouse.api.policy.PolicyFactory",
                        "package io.gatehouse.api.policy; public interface PolicyFactory {}")
                    .source("acme.Activator", Sources.activator("new PolicyFactory() {}"))),
            "brings its own copy of io.gatehouse.api.policy"),
        arguments(
            named(
                "a component whose constructor throws",
                BundleJar.named("x", "1")
                    .header("Import-Package", Sources.IMPORTS)
                    .source(
                        "acme.Factory",
                        Sources.factory("tier", "1")
                            .replace(
                                "public record Config() {}",
                                "public record Config() {} public Factory() { throw new"
                                    + " IllegalStateException(\"no licence\"); }"))
                    .component("f", Sources.component(""))),
            "its component acme.Factory failed to start: java.lang.IllegalStateException: no"
                + " licence"),
        arguments(
            named(
                "a component that must be configured",
                BundleJar.named("x", "1")
                    .header("Import-Package", Sources.IMPORTS)
                    .source("acme.Factory", Sources.factory("tier", "1"))
                    .component(
                        "f",
                        Sources.component("")
                            .replace("name=", "configuration-policy=\"require\" name="))),
            "its component acme.Factory requires configuration of acme.Factory"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatIsBrokenIsToldAndMendingItClearsIt(BundleJar broken, String finding) throws Exception {
    Path file = gateway.drop("bad.jar", broken);

    assertThat(gateway.awaitFinding(file)).startsWith("deploy/bad.jar").contains(finding);
    Awaiting.until(
        "one line of the status refuses it",
        () ->
            gateway.status().stream()
                .map(e -> e.state())
                .toList()
                .equals(java.util.List.of(State.REFUSED)));

    gateway.drop("bad.jar", BundleJar.policy("acme.good", "1.0.0", "good"));
    gateway.awaitVersions("acme.good", "1.0.0");
    gateway.awaitNoFinding(file);
    gateway.remove(file);
    Awaiting.until("withdrawn", () -> gateway.status().isEmpty());
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''            | is empty
          half a jar    | is not a readable archive
          """)
  void whatIsNoArchiveIsTold(String content, String finding) throws Exception {
    Path file = gateway.dropText("bad.jar", content);

    assertThat(gateway.awaitFinding(file)).startsWith("deploy/bad.jar: " + finding);
    gateway.awaitState("deploy/bad.jar", State.REFUSED);

    gateway.remove(file);
    gateway.awaitNoFinding(file);
    Awaiting.until("it is forgotten", () -> gateway.status().isEmpty());
  }

  @Test
  void anActivatorThatHangsHoldsUpNobody() throws Exception {
    Path good = gateway.prepare("good.jar", BundleJar.policy("acme.good", "1.0.0", "good"));
    Path file =
        gateway.drop(
            "hangs.jar",
            BundleJar.named("acme.hangs", "1.0.0")
                .header("Import-Package", "org.osgi.framework")
                .header("Bundle-Activator", "acme.Activator")
                .source(
                    "acme.Activator",
                    Sources.activatorDoing(
                        "while (true) { try { Thread.sleep(50); } catch (InterruptedException e)"
                            + " { if (System.getProperty(\"acme.release\") != null) return; } }")));
    gateway.folders().changed(good);

    gateway.awaitVersions("acme.good", "1.0.0");
    assertThat(gateway.folders().findings(file)).as("not given up yet").isEmpty();
    assertThat(gateway.awaitFinding(file)).startsWith("deploy/hangs.jar: did not start within 2 s");
    gateway.awaitState("acme.hangs", State.REFUSED);

    System.setProperty("acme.release", "now");
    try {
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("gatehouse-start-acme.hangs"))
          .forEach(Thread::interrupt);
      Awaiting.until("it is removed late", () -> gateway.bundles("acme.hangs").isEmpty());
    } finally {
      System.clearProperty("acme.release");
    }
  }

  @Test
  void aLateStartThatEndsInAnyErrorIsRemoved() throws Exception {
    Path file =
        gateway.drop(
            "dies.jar",
            BundleJar.named("acme.dies", "1.0.0")
                .header("Import-Package", "org.osgi.framework")
                .header("Bundle-Activator", "acme.Activator")
                .source(
                    "acme.Activator",
                    Sources.activatorDoing(
                        "try { Thread.sleep(60_000); } catch (InterruptedException e)"
                            + " { throw new Error(\"of no known kind\"); }")));

    assertThat(gateway.awaitFinding(file)).startsWith("deploy/dies.jar: did not start within 2 s");
    Awaiting.until("it is removed", () -> gateway.bundles("acme.dies").isEmpty());
  }

  @Test
  void aTypeThatAnotherOffersIsFreeWhenThatOneGoes() throws Exception {
    Path first = gateway.drop("first.jar", BundleJar.policy("acme.first", "1.0.0", "tier"));
    gateway.awaitVersions("acme.first", "1.0.0");
    Path second = gateway.drop("second.jar", BundleJar.policy("acme.second", "2.0.0", "tier"));

    assertThat(gateway.awaitFinding(second))
        .isEqualTo("deploy/second.jar: the type 'tier' is offered by acme.first already");

    gateway.remove(first);
    gateway.awaitVersions("acme.second", "2.0.0");
    gateway.awaitNoFinding(second);
  }

  @Test
  void whatTheGatewayRunsOnCannotBeReplaced() {
    String scr = "org.apache.felix.scr";
    Path file = gateway.drop("scr.jar", BundleJar.named(scr, "99.0.0"));

    assertThat(gateway.awaitFinding(file)).contains("'" + scr + "' is part of the gateway");
    assertThat(gateway.bundles(scr)).hasSize(1);
  }
}
