package io.gatehouse.core.control;

import io.gatehouse.api.definition.ConsumerDefinition;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.identity.ConsumerDirectory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The consumers of the current revision by the hash of their keys. A look-up compares hashes only,
 * so its timing says nothing about a key.
 */
@Component(service = {ConsumerDirectory.class, ConsumerIndex.class})
public final class ConsumerIndex implements ConsumerDirectory {

  private volatile Map<String, ApiConsumer> byKeyHash = Map.of();

  @Activate
  public ConsumerIndex() {}

  void serve(List<ConsumerDefinition> consumers) {
    Map<String, ApiConsumer> index = new HashMap<>();
    for (ConsumerDefinition definition : consumers) {
      definition.apiKeyHashes().forEach(hash -> index.put(hash, definition.consumer()));
    }
    byKeyHash = Map.copyOf(index);
  }

  @Override
  public Optional<ApiConsumer> byApiKey(String key) {
    return Optional.ofNullable(byKeyHash.get(hash(key)));
  }

  private static String hash(String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
