package io.gatehouse.api.policy;

/** A configuration that is well-formed and still cannot work. */
public final class PolicyConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * Names the key at fault.
   *
   * @param key the key within the policy's configuration, dotted; empty for the whole of it
   * @param message the value and what is expected: {@code "0 (expected: 1 or more)"}
   */
  public PolicyConfigurationException(String key, String message) {
    super(message);
    this.key = key;
  }

  public String key() {
    return key;
  }
}
