package io.gatehouse.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything that is measured, under the names collectors see. */
enum Family {
  REQUESTS(
      "gatehouse_requests_total",
      Type.COUNTER,
      "Requests that were answered, refused or given up."),
  DURATION(
      "gatehouse_request_duration_seconds",
      Type.HISTOGRAM,
      "From the first byte of a request to the last of its response."),
  UPSTREAM_DURATION(
      "gatehouse_upstream_duration_seconds",
      Type.HISTOGRAM,
      "Waiting for the head of the destination's response."),
  BYTES_IN("gatehouse_request_bytes_total", Type.COUNTER, "Content bytes received from clients."),
  BYTES_OUT("gatehouse_response_bytes_total", Type.COUNTER, "Content bytes sent to clients."),
  FAILURES("gatehouse_failures_total", Type.COUNTER, "Requests that ended in a problem."),
  ABORTED("gatehouse_aborted_total", Type.COUNTER, "Responses that were not sent to their end."),
  EVENTS("gatehouse_policy_events_total", Type.COUNTER, "What policies counted."),
  SERIES("gatehouse_metrics_series", Type.GAUGE, "Series that requests have brought about."),
  OVERFLOWED(
      "gatehouse_metrics_overflowed_total",
      Type.COUNTER,
      "Requests counted under other because there were too many series."),
  MEMORY_USED("jvm_memory_used_bytes", Type.GAUGE, "Memory in use."),
  MEMORY_COMMITTED("jvm_memory_committed_bytes", Type.GAUGE, "Memory taken from the machine."),
  MEMORY_MAX("jvm_memory_max_bytes", Type.GAUGE, "Memory that may be taken; -1 without a limit."),
  BUFFERS("jvm_buffer_pool_used_bytes", Type.GAUGE, "Memory in buffers outside the heap."),
  GC_COLLECTIONS("jvm_gc_collections_total", Type.COUNTER, "Garbage collections."),
  GC_SECONDS("jvm_gc_seconds_total", Type.COUNTER, "Time spent in garbage collections."),
  THREADS("jvm_threads", Type.GAUGE, "Platform threads alive."),
  CLASSES("jvm_classes_loaded", Type.GAUGE, "Classes loaded now."),
  START("process_start_time_seconds", Type.GAUGE, "When the process started, since 1970.");

  private static final Map<String, Family> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(f -> f.exposedName, Function.identity()));

  private final String exposedName;
  private final Type type;
  private final String help;

  Family(String exposedName, Type type, String help) {
    this.exposedName = exposedName;
    this.type = type;
    this.help = help;
  }

  /** The family that a series belongs to: of what its name has before the labels. */
  static Family of(String series) {
    int labels = series.indexOf('{');
    Family family = BY_NAME.get(labels < 0 ? series : series.substring(0, labels));
    if (family == null) {
      throw new IllegalArgumentException("series: '" + series + "' (expected: of a known family)");
    }
    return family;
  }

  String exposedName() {
    return exposedName;
  }

  Type type() {
    return type;
  }

  String help() {
    return help;
  }

  /**
   * A series of this family as it is exposed and as it is registered.
   *
   * @param labels name, value, name, value
   */
  String series(String... labels) {
    return labelled(exposedName, labels);
  }

  /** A series of this name. */
  static String labelled(String name, String... labels) {
    if (labels.length == 0) {
      return name;
    }
    StringBuilder series = new StringBuilder(name).append('{');
    for (int i = 0; i < labels.length; i += 2) {
      series.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
      escape(series, labels[i + 1]);
      series.append('"');
    }
    return series.append('}').toString();
  }

  /** The labels of a series as it is registered, with what was escaped as it was. */
  static Map<String, String> labels(String series) {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = series.indexOf('{') + 1;
    while (at > 0 && at < series.length() - 1) {
      int equals = series.indexOf('=', at);
      StringBuilder value = new StringBuilder();
      int next = equals + 2;
      while (series.charAt(next) != '"') {
        if (series.charAt(next) == '\\') {
          next++;
          value.append(series.charAt(next) == 'n' ? '\n' : series.charAt(next));
        } else {
          value.append(series.charAt(next));
        }
        next++;
      }
      labels.put(series.substring(at, equals), value.toString());
      at = next + 2;
    }
    return labels;
  }

  private static void escape(StringBuilder series, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> series.append("\\\\");
        case '"' -> series.append("\\\"");
        case '\n' -> series.append("\\n");
        default -> series.append(c);
      }
    }
  }

  /** How a family behaves. */
  enum Type {
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram");

    private final String exposedName;

    Type(String exposedName) {
      this.exposedName = exposedName;
    }

    String exposedName() {
      return exposedName;
    }
  }
}
