package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/** A call of {@code onMessage}. */
public final class MessageCall extends HostCall {

  private final ChannelMessage message;

  MessageCall(ChannelMessage message, Exchange exchange, ScriptUse use, BodyMode mode) {
    super(exchange, use, mode, message.headers(), message.body());
    this.message = message;
  }

  @Override
  @HostAccess.Export
  public String side() {
    return "message";
  }

  @HostAccess.Export
  public String channel() {
    return message.channel();
  }

  @HostAccess.Export
  public @Nullable String key() {
    return message.key().orElse(null);
  }

  /** The message as the script leaves it. */
  ChannelMessage result() {
    return bodyChanged() ? message.withBody(body()) : message;
  }
}
