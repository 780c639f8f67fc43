package io.gatehouse.config.document;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.config.bind.Between;
import java.time.Duration;

/** What may stand under {@code limits} of an upstream. */
record UpstreamLimitsDocument(
    @Setting("Requests under way at most") @Between(min = "1", max = "1000000") int requests,
    @Setting(value = "How many wait for their turn at most", defaultsTo = "0")
        @Between(min = "0", max = "1000000")
        int queue,
    @Setting(value = "For how long they wait", defaultsTo = "1s") @Between(min = "1ms", max = "1h")
        Duration queueTimeout) {

  UpstreamDefinition.Limits definition() {
    return new UpstreamDefinition.Limits(requests, queue, queueTimeout);
  }
}
