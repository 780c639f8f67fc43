package io.gatehouse.api.status;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whoever counts something of its own registers one of these as a service; it is read when metrics
 * are shown.
 */
@ConsumerType
public interface MeterSource {

  /** Everything that is counted, as of now. Called on any thread; quick. */
  List<Meter> meters();

  /**
   * One series.
   *
   * @param name as collectors see it: {@code gatehouse_upstream_retries_total}
   * @param kind the same for all meters of a name
   * @param help one sentence, the same for all meters of a name
   */
  record Meter(String name, Kind kind, String help, Map<String, String> labels, long value) {

    public Meter {
      labels = Map.copyOf(labels);
    }
  }

  /** How a meter behaves. */
  enum Kind {
    /** Only grows. */
    COUNTER,
    /** Goes up and down. */
    GAUGE
  }
}
