package io.gatehouse.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the process was started with, besides its arguments.
 *
 * @param home the installation: {@code bin lib system}
 * @param environment variables
 */
record Surroundings(Path home, Map<String, String> environment) {

  Surroundings {
    home = home.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }

  static Surroundings ofProcess() {
    return new Surroundings(Path.of(System.getProperty("gatehouse.home", ".")), System.getenv());
  }

  /** The instance folder that the environment names. */
  Optional<Path> base() {
    return Optional.ofNullable(environment.get("GATEHOUSE_BASE"))
        .filter(text -> !text.isBlank())
        .map(Path::of);
  }
}
