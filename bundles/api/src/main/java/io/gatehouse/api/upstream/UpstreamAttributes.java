package io.gatehouse.api.upstream;

import io.gatehouse.api.exchange.Attribute;

/** What an upstream leaves on an exchange for its record. */
public final class UpstreamAttributes {

  /** Host and port of the target that was asked last. */
  public static final Attribute<String> TARGET = Attribute.named("upstream.target");

  /** How often the request was sent again; absent where it never was. */
  public static final Attribute<Integer> RETRIES = Attribute.named("upstream.retries");

  private UpstreamAttributes() {}
}
