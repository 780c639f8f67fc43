package io.gatehouse.api.status;

/** How a part of the gateway is doing. */
public enum State {
  /** Does its work. */
  SERVING,
  /** Does its work, but not as configured: an older version serves, a target is down. */
  DEGRADED,
  /** Will start by itself as soon as something it needs is there. */
  WAITING,
  /** Does nothing until somebody mends it. */
  REFUSED
}
