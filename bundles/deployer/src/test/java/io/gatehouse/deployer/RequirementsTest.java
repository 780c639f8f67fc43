package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.api.status.State;
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

/** What a bundle lacks is named before any of it runs, with what is there instead. */
class RequirementsTest {

  private static final String NAME = "acme.tier";

  @TempDir private Path base;
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

  private static BundleJar next() {
    return BundleJar.named(NAME, "2.0.0");
  }

  private static Arguments lacks(String what, String header, String value, String told) {
    return arguments(named(what, next().header(header, value)), told);
  }

  static Stream<Arguments> lacking() {
    return Stream.of(
        lacks(
            "a package with a typing mistake",
            "Import-Package",
            "io.gatehouse.api.polcy",
            "needs package io.gatehouse.api.polcy, which no bundle exports (there is"
                + " io.gatehouse.api.policy). Drop the bundle that exports it too"),
        lacks(
            "a package in another version",
            "Import-Package",
            "io.gatehouse.api.policy;version=\"[7,8)\"",
            "needs package io.gatehouse.api.policy [7.0.0,8.0.0), which is there only in version"
                + " 1.0.0 by"),
        lacks(
            "a bundle that is not there",
            "Require-Bundle",
            "org.apache.felix.src",
            "needs bundle org.apache.felix.src, which is not there (there is"
                + " org.apache.felix.scr). Drop that bundle too"),
        lacks(
            "a bundle in another version",
            "Require-Bundle",
            "org.apache.felix.scr;bundle-version=\"[77,78)\"",
            "needs bundle org.apache.felix.scr [77.0.0,78.0.0), which is there only in version 2."),
        lacks(
            "an extender that is not there",
            "Require-Capability",
            "osgi.extender;filter:=\"(&(osgi.extender=osgi.blueprint)(version>=1.0)(!(version>=2.0)))\"",
            "needs the extender osgi.blueprint [1.0,2.0), which is not there; there is"
                + " osgi.component. Register its services with declarative services"),
        lacks(
            "declarative services in another version",
            "Require-Capability",
            "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=9.0)(!(version>=10.0)))\"",
            "needs the extender osgi.component [9.0,10.0), which is there only in version 1."),
        lacks(
            "a capability of no kind that is known",
            "Require-Capability",
            "acme.licence;filter:=\"(level=gold)\"",
            "needs capability acme.licence (level=gold), which no bundle provides"),
        lacks(
            "a Java that is to come, said in the old way",
            "Bundle-RequiredExecutionEnvironment",
            "JavaSE-99",
            "needs Java 99, and the gateway runs on Java "));
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void whatIsLackingIsNamedAndTheOldVersionServesOn(BundleJar lacking, String told) {
    Path file = gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");

    gateway.drop("tier.jar", lacking);

    assertThat(gateway.awaitFinding(file)).startsWith("deploy/tier.jar").contains(told);
    gateway.awaitState(NAME, State.DEGRADED);
    assertThat(gateway.registry().versions(NAME)).containsExactly("1.0.0");
  }

  @Test
  void twoVersionsOfOnePackageInOneBundleAreTold() {
    gateway.drop("lib1.jar", library("1.0.0"));
    gateway.drop("lib2.jar", library("2.0.0"));
    gateway.drop(
        "mid.jar",
        BundleJar.named("acme.mid", "1.0.0")
            .header("Import-Package", "acme.lib;version=\"[1,2)\"")
            .header("Export-Package", "acme.mid;version=1.0;uses:=\"acme.lib\"")
            .entry("acme/mid/x", "x"));
    gateway.awaitState("acme.mid", State.SERVING);

    Path file =
        gateway.drop(
            "torn.jar",
            BundleJar.named("acme.torn", "1.0.0")
                .header("Import-Package", "acme.lib;version=\"[2,3)\",acme.mid"));

    assertThat(gateway.awaitFinding(file))
        .isEqualTo(
            "deploy/torn.jar: would see the package acme.lib of both acme.lib2 and acme.lib1, by"
                + " different ways. Build it, and what it imports, for one of them.");
  }

  private static BundleJar library(String version) {
    return BundleJar.named("acme.lib" + version.charAt(0), version)
        .header("Export-Package", "acme.lib;version=" + version)
        .entry("acme/lib/x", "x");
  }
}
