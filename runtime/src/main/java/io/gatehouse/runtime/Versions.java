package io.gatehouse.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Versions that were fixed when this was built.
 *
 * @param gatehouse of the product
 * @param slf4j of the logging API on the launcher's class path
 * @param polyglot of the script engine on the module path
 */
record Versions(String gatehouse, String slf4j, String polyglot) {

  static Versions ofBuild() {
    Properties read = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      read.load(Objects.requireNonNull(in, "versions.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Versions(
        read.getProperty("gatehouse"), read.getProperty("slf4j"), read.getProperty("polyglot"));
  }
}
