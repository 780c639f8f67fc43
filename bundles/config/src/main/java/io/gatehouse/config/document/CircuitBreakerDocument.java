package io.gatehouse.config.document;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.config.bind.Between;
import java.time.Duration;

/** What may stand under {@code circuitBreaker} of an upstream. */
record CircuitBreakerDocument(
    @Setting(
            value = "Failed requests in a row that open the breaker; 0 for any number",
            defaultsTo = "0")
        @Between(min = "0", max = "10000")
        int failures,
    @Setting(value = "Percentage of failed requests that opens it", defaultsTo = "50")
        @Between(min = "1", max = "100")
        int failureRate,
    @Setting(value = "No rate is taken of fewer requests", defaultsTo = "20")
        @Between(min = "1", max = "100000")
        int calls,
    @Setting(value = "How long requests are counted together", defaultsTo = "10s")
        @Between(min = "100ms", max = "1h")
        Duration window,
    @Setting(value = "How long it stays open", defaultsTo = "5s")
        @Between(min = "100ms", max = "1h")
        Duration open,
    @Setting(value = "How many requests have to succeed then", defaultsTo = "1")
        @Between(min = "1", max = "1000")
        int probes) {

  UpstreamDefinition.CircuitBreaker definition() {
    return new UpstreamDefinition.CircuitBreaker(
        failures, failureRate, calls, window, open, probes);
  }
}
