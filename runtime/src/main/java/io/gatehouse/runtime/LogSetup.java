package io.gatehouse.runtime;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Tells Logback where to find its configuration and where to write. Before the first logger. */
final class LogSetup {

  private LogSetup() {}

  /**
   * Takes {@code etc/logback.xml} of the instance, else of the installation. Reads it beside the
   * rest of the start; slf4j keeps what is logged meanwhile.
   */
  static void forGateway(Instance instance, boolean console) {
    System.setProperty("gatehouse.log", instance.log().toString());
    System.setProperty("gatehouse.log.console", console ? "console" : "none");
    List.of(instance.base(), instance.home()).stream()
        .map(folder -> folder.resolve("etc/logback.xml"))
        .filter(Files::isReadable)
        .findFirst()
        .ifPresentOrElse(LogSetup::use, () -> use("logback-fallback.xml"));
    Thread.ofPlatform()
        .daemon()
        .name("gatehouse-log")
        .start(() -> LoggerFactory.getILoggerFactory());
  }

  /** Nothing: {@code check} answers with findings, not with a log. */
  static void silent() {
    use("logback-silent.xml");
  }

  /** What scripts say, on the console. */
  static void scripts() {
    use("logback-scripts.xml");
  }

  /** Writes what is not written yet. */
  static void flush() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  private static void use(Path file) {
    System.setProperty("logback.configurationFile", file.toString());
  }

  private static void use(String resource) {
    System.setProperty("logback.configurationFile", resource);
  }
}
