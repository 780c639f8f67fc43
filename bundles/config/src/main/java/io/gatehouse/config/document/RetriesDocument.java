package io.gatehouse.config.document;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Cause;
import io.gatehouse.config.bind.Between;
import io.gatehouse.config.bind.Filled;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.RetryCauses;
import io.gatehouse.config.form.TextForm;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What may stand under {@code retries} of an upstream. */
record RetriesDocument(
    @Setting(value = "How often a request is sent again at most", defaultsTo = "1")
        @Between(min = "1", max = "10")
        int attempts,
    @Setting(
            value = "What went wrong: connect-failure, reset, timeout, or the status of an answer",
            defaultsTo = "[connect-failure, reset, 502, 503, 504]")
        @Filled
        @Written(TextForm.RETRY_CAUSE)
        List<String> on,
    @Setting(
            value = "Methods of requests that may reach a target twice",
            defaultsTo = "[GET, HEAD, OPTIONS, TRACE, PUT, DELETE]")
        @Filled
        @Written(TextForm.METHOD)
        List<String> methods,
    @Setting("From the request to the head of the response, for each attempt")
        @Between(min = "1ms", max = "1d")
        Optional<Duration> perTryTimeout,
    @Setting(value = "How many requests are sent again at most", defaultsTo = "{}")
        BudgetDocument budget,
    @Setting(
            value = "The most content that is kept to be sent again, where its length is known",
            defaultsTo = "64KiB")
        @Between(min = "0B", max = "16MiB")
        ByteSize maxBody) {

  record BudgetDocument(
      @Setting(value = "Percentage of the requests of the last ten seconds", defaultsTo = "20")
          @Between(min = "0", max = "100")
          int percent,
      @Setting(value = "As many for each second may be in any case", defaultsTo = "3")
          @Between(min = "0", max = "1000")
          int minimum) {}

  UpstreamDefinition.Retries definition() {
    return new UpstreamDefinition.Retries(
        attempts,
        on.stream()
            .filter(RetryCauses.NAMES::contains)
            .map(name -> Cause.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
            .collect(Collectors.toSet()),
        on.stream()
            .filter(name -> !RetryCauses.NAMES.contains(name))
            .map(Integer::valueOf)
            .collect(Collectors.toSet()),
        Set.copyOf(methods),
        perTryTimeout,
        new UpstreamDefinition.Budget(budget.percent(), budget.minimum()),
        maxBody);
  }
}
