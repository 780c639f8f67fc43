package io.gatehouse.api.policy;

/**
 * What a policy needs of a message's content. Declared, so that content is collected once or never.
 */
public enum BodyNeed {
  /** Nothing: content streams past. */
  NONE,
  /** All of it in memory, up to the API's limit (413 beyond it). */
  BUFFERED
}
