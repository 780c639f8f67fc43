package io.gatehouse.policy.script;

import io.gatehouse.api.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What the JavaScript side of the script API asks of Java, whatever the exchange. */
public final class HostFunctions {

  private static final int LONGEST_LOG = 4000;

  private final Logger logger;
  private final PolicyMemory memory;
  private final PolicyCounters counters;
  private final Optional<LongSupplier> clock;
  private @Nullable XmlText xml;
  private final SecureRandom random = new SecureRandom();

  HostFunctions(Logger logger, PolicyMemory memory, PolicyCounters counters) {
    this(logger, memory, counters, Optional.empty());
  }

  /**
   * What scripts of one context ask.
   *
   * @param clock what time it is to them, where that is not the time it is
   */
  HostFunctions(
      Logger logger, PolicyMemory memory, PolicyCounters counters, Optional<LongSupplier> clock) {
    this.logger = logger;
    this.memory = memory;
    this.counters = counters;
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

  /** The document for the JavaScript side to build, or what is wrong with it: see XmlText. */
  @HostAccess.Export
  public String parseXml(String text) {
    return bounded(xml().read(text));
  }

  /** The same of a call's content, in the encoding that it declares. */
  @HostAccess.Export
  public String parseBody(HostCall call) {
    return bounded(xml().read(call.bodyBytes()));
  }

  /** A document spells characters in ways of its own: what they come to counts. */
  private static String bounded(String document) {
    return document.length() > LongNumber.DIGITS
            && LongNumber.isIn(document.getBytes(StandardCharsets.UTF_8))
        ? "!a number that is too long"
        : document;
  }

  /** Made with the first document: most policies read none. */
  private XmlText xml() {
    XmlText known = xml;
    if (known == null) {
      known = new XmlText();
      xml = known;
    }
    return known;
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

  /** Writes the digest into an ArrayBuffer of its length. */
  @HostAccess.Export
  public void digest(String hash, Value data, int offset, int length, Value out) {
    try {
      MessageDigest digest = MessageDigest.getInstance(hash);
      HostContent.write(digest.digest(HostContent.read(data, offset, length)), out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the HMAC into an ArrayBuffer of its length. */
  @HostAccess.Export
  public void hmac(
      String hash, Value key, int keyLength, Value data, int offset, int length, Value out) {
    String algorithm = "Hmac" + hash.replace("-", "");
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(HostContent.read(key, 0, keyLength), algorithm));
      HostContent.write(mac.doFinal(HostContent.read(data, offset, length)), out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes as long whatever the difference is. */
  @HostAccess.Export
  public boolean sameBytes(
      Value a, int offsetOfA, int lengthOfA, Value b, int offsetOfB, int lengthOfB) {
    return MessageDigest.isEqual(
        HostContent.read(a, offsetOfA, lengthOfA), HostContent.read(b, offsetOfB, lengthOfB));
  }

  /** What the policy remembers under the key, as JSON; null where that is nothing. */
  @HostAccess.Export
  public @Nullable String cached(String key) {
    return memory.get(key);
  }

  /** Returns what is wrong with it, or null. */
  @HostAccess.Export
  public @Nullable String cache(String key, String json, double ttlSeconds) {
    return memory.put(key, json, ttlSeconds);
  }

  @HostAccess.Export
  public void uncache(String key) {
    memory.remove(key);
  }

  /**
   * Returns what is wrong with it, or null.
   *
   * @param labels name, value, name, value, and so on, a line each
   */
  @HostAccess.Export
  public @Nullable String count(String name, double n, String labels) {
    return counters.add(name, n, labels);
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
