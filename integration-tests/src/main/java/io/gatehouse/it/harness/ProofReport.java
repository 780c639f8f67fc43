package io.gatehouse.it.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a proof, whether they hold, and how they get to paper: last, and as JSON. */
public final class ProofReport {

  private final String name;
  private final boolean sabotaged;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();
  private int promises;

  /**
   * Begins one.
   *
   * @param name of the proof: that of its executable
   * @param sabotaged whether the thing proved is broken on purpose
   */
  public ProofReport(String name, boolean sabotaged) {
    this.name = name;
    this.sabotaged = sabotaged;
  }

  /** A figure taken over several samples, as the report's JSON has it. */
  private record Measured(double value, String unit, int samples) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f %s (n=%d)", value, unit, samples);
    }
  }

  /** What was counted or found once. */
  public ProofReport figure(String key, Object value) {
    figures.put(key, value);
    return this;
  }

  /** What was measured once. */
  public ProofReport figure(String key, double value, String unit) {
    return figure(key, new Measured(value, unit, 1));
  }

  /** Minimum, median and maximum of what was measured several times. */
  public ProofReport spread(String key, double[] samples, String unit) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    figure(key + ".min", new Measured(sorted[0], unit, sorted.length));
    figure(key + ".median", new Measured(median(sorted), unit, sorted.length));
    return figure(key + ".max", new Measured(sorted[sorted.length - 1], unit, sorted.length));
  }

  /** The median of samples in any order. */
  public static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** What must hold; said in the terms of whoever reads it when it does not. */
  public ProofReport promise(String text, boolean holds) {
    promises++;
    if (!holds) {
      broken.add(text);
    }
    return this;
  }

  public boolean holds() {
    return broken.isEmpty() && promises > 0;
  }

  /**
   * Prints the figures and writes {@code target/proofs/<name>.json}.
   *
   * @return the exit code: 0 only where every promise holds
   */
  public int conclude(Path target, PrintStream out) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("proof", name);
    document.put("holds", holds());
    document.put("sabotaged", sabotaged);
    document.put("promises", promises);
    document.put("broken", broken);
    document.put("figures", figures);
    write(target, document);
    out.println();
    out.println(name + (sabotaged ? " (sabotaged)" : ""));
    figures.forEach((key, value) -> out.println("  " + key + ": " + value));
    broken.forEach(text -> out.println("  BROKEN: " + text));
    out.println(
        holds()
            ? "HOLDS: " + promises + " promises"
            : "DOES NOT HOLD: " + broken.size() + " of " + promises);
    return holds() ? 0 : 1;
  }

  private void write(Path target, Map<String, Object> document) {
    try {
      Path folder = Files.createDirectories(target.resolve("proofs"));
      String file = sabotaged ? name + ".sabotaged.json" : name + ".json";
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(folder.resolve(file).toFile(), document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
