package io.gatehouse.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * An instance of the gateway on disk: which installation, which folder, and where in it the things
 * are that the launcher knows of.
 *
 * @param home the installation: {@code bin lib system}
 * @param base the operator's folder: {@code etc apis policies deploy data log}
 */
record Instance(Path home, Path base) {

  Instance {
    home = home.toAbsolutePath().normalize();
    base = base.toAbsolutePath().normalize();
  }

  Path script() {
    return home.resolve("bin/gatehouse");
  }

  Path data() {
    return base.resolve("data");
  }

  Path log() {
    return base.resolve("log");
  }

  /** Locked while a gateway runs on this folder. */
  Path lockFile() {
    return data().resolve("gatehouse.lock");
  }

  Path pidFile() {
    return data().resolve("gatehouse.pid");
  }

  /** There while the gateway is ready; says what it said when it became so. */
  Path readyFile() {
    return data().resolve("gatehouse.ready");
  }

  /** There while the start waits for somebody to mend something; says what. */
  Path waitingFile() {
    return data().resolve("gatehouse.waiting");
  }

  /** What is there only while a gateway runs. */
  List<Path> runtimeFiles() {
    return List.of(pidFile(), readyFile(), waitingFile(), adminFile());
  }

  /** Where the admin endpoint is; written by the admin bundle. */
  Path adminFile() {
    return data().resolve("admin.json");
  }

  /** What the admin endpoint wants to see; written by the admin bundle. */
  Path adminToken() {
    return data().resolve("admin.token");
  }

  /** What a gateway in the background prints. */
  Path consoleLog() {
    return log().resolve("console.log");
  }
}
