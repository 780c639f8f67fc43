package io.gatehouse.policy.script;

import io.gatehouse.api.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What the JavaScript side of the script API asks of Java, whatever the exchange. */
public final class HostFunctions {

  private static final int LONGEST_LOG = 4000;

  private final Logger logger;
  private final Optional<LongSupplier> clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * What scripts of one context ask.
   *
   * @param clock what time it is to them, where that is not the time it is
   */
  HostFunctions(Logger logger, Optional<LongSupplier> clock) {
    this.logger = logger;
    this.clock = clock;
  }

  /** Whether it is another time to scripts. */
  boolean hasClock() {
    return clock.isPresent();
  }

  /** In milliseconds. */
  @HostAccess.Export
  public double now() {
    return clock.map(LongSupplier::getAsLong).orElseGet(System::currentTimeMillis);
  }

  @HostAccess.Export
  public void log(String level, String text) {
    String line = oneLine(text);
    switch (level) {
      case "debug" -> logger.debug(line);
      case "warn" -> logger.warn(line);
      case "error" -> logger.error(line);
      default -> logger.info(line);
    }
  }

  @HostAccess.Export
  public HostFields newHeaders() {
    return new HostFields(Headers.create());
  }

  @HostAccess.Export
  public String randomUuid() {
    return UUID.randomUUID().toString();
  }

  @HostAccess.Export
  public void fillRandom(Value buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      buffer.writeBufferByte(offset + (long) i, bytes[i]);
    }
  }

  /** Returns null where the text is not made of bytes. */
  @HostAccess.Export
  public @Nullable String encodeBase64(String text) {
    if (text.chars().anyMatch(c -> c > 0xff)) {
      return null;
    }
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns null where the text is not base64. */
  @HostAccess.Export
  public @Nullable String decodeBase64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replaceAll("[\\t\\n\\f\\r ]", ""));
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Keeps a script from writing log lines that are not its own. */
  static String oneLine(String text) {
    String cut = text.length() > LONGEST_LOG ? text.substring(0, LONGEST_LOG) + "..." : text;
    return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
  }
}
