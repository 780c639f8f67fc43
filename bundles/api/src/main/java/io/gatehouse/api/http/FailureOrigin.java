package io.gatehouse.api.http;

/** Who made an exchange fail. */
public enum FailureOrigin {
  /** The caller sent what cannot or must not be served. */
  CLIENT,
  /** Gatehouse itself, its configuration or one of its policies. */
  GATEWAY,
  /** What the route sends to. */
  UPSTREAM
}
