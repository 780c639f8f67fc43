package io.gatehouse.proofs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a proof measured, with the number of samples behind each figure, and which promises held.
 */
public final class Figures {

  private final String proof;
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  private record Figure(double value, String unit, int samples) {}

  public Figures(String proof) {
    this.proof = proof;
  }

  /** A figure taken once. */
  public Figures add(String name, double value, String unit) {
    return add(name, value, unit, 1);
  }

  /** A figure over several samples. */
  public Figures add(String name, double value, String unit, int samples) {
    figures.put(name, new Figure(value, unit, samples));
    return this;
  }

  /** Minimum, median and maximum of the samples. */
  public Figures spread(String name, double[] samples, String unit) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    add(name + ".min", sorted[0], unit, sorted.length);
    add(name + ".median", median(sorted), unit, sorted.length);
    return add(name + ".max", sorted[sorted.length - 1], unit, sorted.length);
  }

  /** The median of samples in any order. */
  public static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Notes a promise that must hold. */
  public void require(boolean held, String promise) {
    if (!held) {
      broken.add(promise);
    }
  }

  /**
   * Prints everything, writes it as JSON, and gives the exit code: 0 only where every promise held.
   */
  public int conclude(Path folder, PrintStream out) throws IOException {
    out.println();
    out.println(proof + ":");
    figures.forEach(
        (name, f) ->
            out.printf(
                Locale.ROOT, "  %-44s %12.3f %-8s n=%d%n", name, f.value(), f.unit(), f.samples()));
    broken.forEach(promise -> out.println("  BROKEN: " + promise));
    out.println(broken.isEmpty() ? "  holds" : "  does not hold");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(proof + ".json"), json());
    return broken.isEmpty() ? 0 : 1;
  }

  private String json() {
    String all =
        figures.entrySet().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT,
                        "    \"%s\": {\"value\": %.6f, \"unit\": \"%s\", \"samples\": %d}",
                        e.getKey(),
                        e.getValue().value(),
                        e.getValue().unit(),
                        e.getValue().samples()))
            .collect(Collectors.joining(",\n"));
    String failed =
        broken.stream()
            .map(b -> '"' + b.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(", "));
    return "{\n  \"proof\": \""
        + proof
        + "\",\n  \"holds\": "
        + broken.isEmpty()
        + ",\n  \"broken\": ["
        + failed
        + "],\n  \"figures\": {\n"
        + all
        + "\n  }\n}\n";
  }
}
