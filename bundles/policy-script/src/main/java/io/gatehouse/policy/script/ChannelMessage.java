package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.util.Optional;

/**
 * A message on its way to or from a channel, as {@code onMessage} sees it. The contract of that
 * hook; channels come with messaging.
 *
 * @param body in memory
 */
record ChannelMessage(String channel, Optional<String> key, Headers headers, Body body) {

  ChannelMessage withBody(Body changed) {
    return new ChannelMessage(channel, key, headers, changed);
  }
}
