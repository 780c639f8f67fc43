package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text format as strictly as a collector would, and checks what it reads. */
record Exposition(Map<String, String> types, Map<String, Double> samples) {

  private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\\S.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

  static Exposition parse(String text) {
    assertThat(text).endsWith("\n").doesNotContain("\r");
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, Double> samples = new LinkedHashMap<>();
    Set<String> helped = new HashSet<>();
    String current = "";
    for (String line : text.lines().toList()) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      if (help.matches()) {
        assertThat(helped.add(help.group(1))).as("one HELP: " + line).isTrue();
      } else if (type.matches()) {
        current = type.group(1);
        assertThat(helped).contains(current);
        assertThat(types.put(current, type.group(2))).as("one TYPE: " + line).isNull();
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("well-formed: " + line).isTrue();
        assertThat(belongs(sample.group(1), current, types)).as("grouped: " + line).isTrue();
        String series = sample.group(1) + labels(sample.group(2) == null ? "" : sample.group(2));
        assertThat(samples.put(series, Double.valueOf(sample.group(3))))
            .as("once: " + line)
            .isNull();
      }
    }
    Exposition exposition = new Exposition(types, samples);
    exposition.checkHistograms();
    return exposition;
  }

  /** The value of a series; labels in any order of the text, sorted here. */
  double value(String series) {
    assertThat(samples).containsKey(series);
    return samples.getOrDefault(series, Double.NaN);
  }

  private static boolean belongs(String sample, String family, Map<String, String> types) {
    return "histogram".equals(types.get(family))
        ? List.of("_bucket", "_sum", "_count").stream().anyMatch(s -> sample.equals(family + s))
        : sample.equals(family);
  }

  private static String labels(String written) {
    Map<String, String> labels = new TreeMap<>();
    int at = 0;
    Matcher label = LABEL.matcher(written);
    while (at < written.length()) {
      assertThat(label.find(at) && label.start() == at).as("labels: " + written).isTrue();
      assertThat(labels.put(label.group(1), label.group(2))).as("label once").isNull();
      at = label.end();
    }
    return labels.toString();
  }

  private void checkHistograms() {
    Map<String, List<Double>> buckets = new LinkedHashMap<>();
    samples.forEach(
        (series, value) -> {
          if (series.contains("_bucket{")) {
            String base = series.replaceAll("le=[^,}]*(, )?", "");
            buckets.computeIfAbsent(base, b -> new ArrayList<>()).add(value);
            if (series.contains("le=+Inf")) {
              assertThat(samples.get(base.replace("_bucket{", "_count{"))).isEqualTo(value);
              assertThat(samples).containsKey(base.replace("_bucket{", "_sum{"));
            }
          }
        });
    buckets.forEach(
        (series, cumulated) -> {
          assertThat(cumulated).as(series).isSorted().hasSize(LatencyHistogram.BOUNDS.size() + 1);
          assertThat(samples.keySet())
              .filteredOn(s -> s.contains("le=+Inf") && s.contains(series.split("\\{", 2)[0]))
              .isNotEmpty();
        });
  }
}
