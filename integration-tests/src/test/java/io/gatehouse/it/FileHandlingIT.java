package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.SteadyLoad;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ways in which people and tools write, move and remove files. */
class FileHandlingIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static PolicyBundles bundles;
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    bundles = new PolicyBundles(Distribution.ofThisBuild());
    gateway = GatehouseInstance.named("file-handling").start();
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  private static String api(String name, String policy) {
    return """
    api: %1$s
    policies: [ %2$s ]
    routes: [ { name: all, match: { paths: [/%1$s] }, to: { upstream: u } } ]
    upstreams: { u: { targets: [ { url: "%3$s" } ] } }
    """
        .formatted(name, policy, UPSTREAM.url());
  }

  private static String marked(String name, String mark) {
    return api(name, "{ headers: { response: { set: { x-mark: " + mark + " } } } }");
  }

  private static Path file(String path) {
    return gateway.base().resolve(path);
  }

  private static void awaitMark(String name, String mark) {
    Awaiting.until(
        mark + " serves", () -> gateway.get("/" + name).first("x-mark").equals(Optional.of(mark)));
  }

  /** Requests that must all be answered with 200 while something is done. */
  private static SteadyLoad loadOn(String name) {
    SteadyLoad.Ask ask =
        new SteadyLoad.Ask(
            gateway::connect,
            "GET /" + name + " HTTP/1.1\r\nHost: it.test\r\n\r\n",
            FileHandlingIT::judge);
    return SteadyLoad.start(Collections.nCopies(2, ask), 500_000);
  }

  private static SteadyLoad.Verdict judge(RawResponse response) {
    return response.status() == 200
        ? new SteadyLoad.Verdict.Good("ok")
        : new SteadyLoad.Verdict.Bad(response.statusLine());
  }

  @Test
  void savingAsEditorsDoLosesNothing() throws IOException {
    gateway.drop("apis/edited.yaml", marked("edited", "first"));
    awaitMark("edited", "first");
    try (SteadyLoad load = loadOn("edited")) {
      for (int i = 0; i < 10; i++) {
        // the old one is put aside, a new one is written under its name
        Files.move(file("apis/edited.yaml"), file("apis/edited.yaml~"));
        Files.writeString(file("apis/edited.yaml"), marked("edited", "v" + i));
        Files.delete(file("apis/edited.yaml~"));
        awaitMark("edited", "v" + i);
      }
      SteadyLoad.Counts counts = load.stop();
      assertThat(counts.failures()).isEmpty();
      assertThat(counts.good()).isGreaterThan(100);
    }
    gateway.remove("apis/edited.yaml");
  }

  @Test
  void renamingAFileLosesNothing() throws IOException {
    gateway.drop("apis/old-name.yaml", marked("renamed", "first"));
    awaitMark("renamed", "first");
    try (SteadyLoad load = loadOn("renamed")) {
      Files.move(file("apis/old-name.yaml"), file("apis/new-name.yaml"));
      Awaiting.until(
          "the status names the new file",
          () ->
              gateway
                  .status()
                  .find("api", "renamed")
                  .orElseThrow()
                  .source()
                  .equals("apis/new-name.yaml"));
      assertThat(load.stop().failures()).isEmpty();
    }
    assertThat(gateway.errorBeside("apis/new-name.yaml")).isEmpty();
    gateway.remove("apis/new-name.yaml");
  }

  @Test
  void aFileIsTakenWhenItIsComplete() throws IOException {
    gateway.drop("apis/copied.yaml", api("copied", "{ stamp: {} }"));
    byte[] jar = bundles.good("1.0.0");
    try (OutputStream out = Files.newOutputStream(file("deploy/copied.jar"))) {
      for (int at = 0; at < jar.length; at += 512) {
        out.write(jar, at, Math.min(512, jar.length - at));
        out.flush();
        LockSupport.parkNanos(100_000_000);
      }
    }
    Awaiting.until("it serves", () -> gateway.get("/copied").status() == 200);
    Awaiting.until(
        "nothing is held against it", () -> gateway.errorBeside("deploy/copied.jar").isEmpty());
    gateway.remove("apis/copied.yaml");
    gateway.remove("deploy/copied.jar");
    Awaiting.until(
        "it is gone", () -> gateway.status().find("bundle", PolicyBundles.SYMBOLIC_NAME).isEmpty());
  }

  @Test
  void theHighestVersionServesAndTheNextOneTakesOver() {
    gateway.drop("apis/versions.yaml", api("versions", "{ stamp: {} }"));
    gateway.drop("deploy/versions-1.jar", bundles.good("1.1.0"));
    awaitStamp("1.1.0");
    try (SteadyLoad load = loadOn("versions")) {
      gateway.drop("deploy/versions-2.jar", bundles.good("1.2.0"));
      awaitStamp("1.2.0");
      gateway.remove("deploy/versions-2.jar");
      awaitStamp("1.1.0");
      assertThat(load.stop().failures()).isEmpty();
    }
    gateway.remove("apis/versions.yaml");
    gateway.remove("deploy/versions-1.jar");
    Awaiting.until(
        "it is gone", () -> gateway.status().find("bundle", PolicyBundles.SYMBOLIC_NAME).isEmpty());
  }

  private static void awaitStamp(String version) {
    Awaiting.until(
        version + " serves",
        () -> gateway.get("/versions").first("x-stamp").equals(Optional.of(version)));
  }

  @Test
  void whatIsNotMeantIsNotTaken() {
    for (String name :
        List.of(".hidden.yaml", "backup.yaml~", "notes.md", ".api.yaml.swp", "x.yaml.error")) {
      gateway.overwrite("apis/" + name, "this is no definition");
    }
    gateway.drop("apis/meant.yaml", marked("meant", "yes"));
    awaitMark("meant", "yes");

    assertThat(gateway.status().entries())
        .noneMatch(entry -> entry.source().matches("apis/(\\.hidden|backup|notes|\\.api|x\\.).*"));
    assertThat(gateway.errorBeside("apis/.hidden.yaml")).isEmpty();
    assertThat(gateway.errorBeside("apis/notes.md")).isEmpty();
    gateway.remove("apis/meant.yaml");
  }

  @Test
  void removingABrokenFileRemovesWhatIsHeldAgainstIt() {
    gateway.drop("apis/broken.yaml", "api: broken\nroutes: 7\n");
    Awaiting.until("it is refused", () -> gateway.errorBeside("apis/broken.yaml").isPresent());
    assertThat(gateway.status().ofSource("apis/broken.yaml"))
        .anyMatch(entry -> entry.state().equals("refused"));

    gateway.remove("apis/broken.yaml");

    Awaiting.until(
        "nothing is left of it",
        () ->
            gateway.errorBeside("apis/broken.yaml").isEmpty()
                && gateway.status().ofSource("apis/broken.yaml").isEmpty());
  }

  @Test
  void everythingAtOnceInAnyOrder() {
    gateway.drop("apis/order-1.yaml", api("order-1", "{ stamp: {} }, { order: {} }"));
    gateway.drop("apis/order-2.yaml", api("order-2", "{ order: {} }, { stamp: {} }"));
    gateway.drop("policies/order.js", "export function onRequest() {}\n");
    gateway.drop("deploy/order.jar", bundles.good("3.0.0"));

    Awaiting.until("the first serves", () -> gateway.get("/order-1").status() == 200);
    Awaiting.until("the second serves", () -> gateway.get("/order-2").status() == 200);
    for (String path :
        List.of(
            "deploy/order.jar", "policies/order.js", "apis/order-1.yaml", "apis/order-2.yaml")) {
      gateway.remove(path);
    }
    Awaiting.until("the first is gone", () -> gateway.get("/order-1").status() == 404);
    Awaiting.until("the second is gone", () -> gateway.get("/order-2").status() == 404);
    Awaiting.until(
        "so is the bundle",
        () -> gateway.status().find("bundle", PolicyBundles.SYMBOLIC_NAME).isEmpty());
  }
}
