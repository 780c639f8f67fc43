package io.gatehouse.config.document;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.config.bind.Between;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What may stand under {@code health} of an upstream. */
record HealthDocument(
    @Setting(value = "Leaving out by what requests meet", defaultsTo = "{}")
        PassiveDocument passive,
    @Setting("Leaving out by asking; {} makes connections only") Optional<CheckDocument> check,
    @Setting(
            value = "Over how long a target that is back gets its full share again",
            defaultsTo = "0s")
        @Between(min = "0s", max = "1h")
        Duration slowStart) {

  record PassiveDocument(
      @Setting(value = "Failures in a row that put a target out; 0 for never", defaultsTo = "5")
          @Between(min = "0", max = "1000")
          int failures,
      @Setting(value = "Statuses that are failures", defaultsTo = "[500, 502, 503, 504]")
          @Between(min = "400", max = "599")
          List<Integer> statuses,
      @Setting(value = "For how long it is out; doubles each time", defaultsTo = "5s")
          @Between(min = "100ms", max = "1h")
          Duration eject,
      @Setting(value = "For how long it is out at most", defaultsTo = "1m")
          @Between(min = "100ms", max = "1d")
          Duration maxEject,
      @Setting(
              value =
                  "Percentage of the targets that may be out for failing requests; one always may",
              defaultsTo = "50")
          @Between(min = "1", max = "100")
          int maxEjectedPercent) {

    PassiveDocument {
      if (maxEject.compareTo(eject) < 0) {
        throw new IllegalArgumentException(
            "maxEject: it is shorter than 'eject' (expected: the same or more)");
      }
    }
  }

  record CheckDocument(
      @Setting("The path to ask for; none to make a connection only") @Written(TextForm.PATH)
          Optional<String> path,
      @Setting(value = "From an answer to the next question", defaultsTo = "5s")
          @Between(min = "100ms", max = "1h")
          Duration interval,
      @Setting(value = "How long an answer may take", defaultsTo = "1s")
          @Between(min = "1ms", max = "1m")
          Duration timeout,
      @Setting(value = "Answers in a row that bring a target back", defaultsTo = "2")
          @Between(min = "1", max = "100")
          int healthy,
      @Setting(value = "Failures in a row that put a target out", defaultsTo = "3")
          @Between(min = "1", max = "100")
          int unhealthy,
      @Setting("Statuses that are good; 200 to 299 where left out")
          @Between(min = "200", max = "599")
          List<Integer> statuses) {

    CheckDocument {
      if (path.isEmpty() && !statuses.isEmpty()) {
        throw new IllegalArgumentException(
            "statuses: a connection has none (expected: path: ... beside it, or no 'statuses')");
      }
    }

    UpstreamDefinition.Check definition() {
      return new UpstreamDefinition.Check(
          path, interval, timeout, healthy, unhealthy, Set.copyOf(statuses));
    }
  }

  UpstreamDefinition.Health definition() {
    return new UpstreamDefinition.Health(
        new UpstreamDefinition.Passive(
            passive.failures(),
            Set.copyOf(passive.statuses()),
            passive.eject(),
            passive.maxEject(),
            passive.maxEjectedPercent()),
        check.map(CheckDocument::definition),
        slowStart);
  }
}
