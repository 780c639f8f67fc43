package io.gatehouse.proofs;

import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gateway of a package in a {@link DebianRoot}, and what its operator does with it. */
final class PackagedGateway implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final DebianRoot debian;
  private final String upstream;
  private final int port;
  private final Path console;
  private @Nullable Process process;

  PackagedGateway(DebianRoot debian, String upstream, int port, Path console) {
    this.debian = debian;
    this.upstream = upstream;
    this.port = port;
    this.console = console;
  }

  /** Writes settings, a script and an API, as the operator of this machine. */
  void configure() throws IOException {
    debian.write(
        "/etc/gatehouse/gatehouse.yaml",
        """
        # The operator was here.
        listeners:
          - { name: plain, address: 127.0.0.1, port: %d }
        admin: { address: 127.0.0.1, port: %d }
        drain: 5s
        """
            .formatted(port, FreePorts.next()));
    debian.write(
        "/etc/gatehouse/policies/stamp.js",
        "export function onResponse(response) { response.headers.set('x-stamp', 'scripted'); }\n");
    drop("hello");
  }

  Path api(String name) {
    return debian.at("/etc/gatehouse/apis/" + name + ".yaml");
  }

  /** Saves an API that answers under its name. */
  void drop(String name) throws IOException {
    Files.writeString(
        api(name),
        """
        api: %1$s
        match: { paths: ["/%1$s/**"] }
        policies: [stamp]
        to: { upstream: back }
        upstreams:
          back:
            targets: [ { url: "%2$s" } ]
        """
            .formatted(name, upstream));
  }

  void start(SystemdUnit unit) throws IOException {
    process = debian.start(unit, console);
  }

  /** Whether it answers so, within patience, through the script. */
  boolean answers(String path, String text) {
    return holds(
        path + " answers",
        () ->
            ask(path)
                .filter(r -> r.status() == 200 && r.text().equals(text))
                .filter(r -> r.all("x-stamp").contains("scripted"))
                .isPresent());
  }

  private Optional<RawResponse> ask(String path) {
    try (RawHttp http = RawHttp.connect(port)) {
      return http.send("GET " + path + " HTTP/1.1\r\nHost: proof.test\r\n\r\n").read();
    } catch (UncheckedIOException notYet) {
      return Optional.empty();
    }
  }

  boolean runsAs(String userNumber) throws IOException {
    String pid = debian.read("/var/lib/gatehouse/data/gatehouse.pid").strip();
    return Files.readString(Path.of("/proc", pid, "status"))
        .contains("\nUid:\t" + userNumber + "\t" + userNumber + "\t");
  }

  boolean logs(String text) {
    return holds(
        "the log says " + text,
        () -> debian.read("/var/log/gatehouse/gatehouse.log").contains(text));
  }

  /** Saves an API with a mistake, looks for the report beside it, and takes the API away. */
  boolean tellsMistakes() throws IOException {
    Path broken = api("broken");
    Path told = api("broken").resolveSibling("broken.yaml.error");
    Files.writeString(broken, "api: broken\nruotes: []\n");
    boolean said = holds("the mistake is told", () -> Files.exists(told));
    Files.delete(broken);
    return said && holds("the report goes with its file", () -> !Files.exists(told));
  }

  /** Whether somebody has stopped it, and it exited with 0. */
  boolean ended() throws InterruptedException {
    Process running = process;
    return running != null && running.waitFor(1, TimeUnit.SECONDS) && running.exitValue() == 0;
  }

  /** Stops it as systemd does; its exit code, or -1 where it does not stop. */
  int stop(long millis) throws InterruptedException {
    Process running = process;
    if (running == null) {
      return -1;
    }
    running.destroy();
    return running.waitFor(millis, TimeUnit.MILLISECONDS) ? running.exitValue() : -1;
  }

  private boolean holds(String what, Callable<Boolean> condition) {
    try {
      Awaiting.until(what, PATIENCE, condition);
      return true;
    } catch (AssertionError notInTime) {
      System.out.println(notInTime.getMessage() + "; the console says:\n" + said());
      return false;
    }
  }

  private String said() {
    try {
      return Files.readString(console);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null && running.isAlive()) {
      running.destroyForcibly().onExit().join();
    }
  }
}
