package io.gatehouse.it.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** What was measured; a number of samples stands beside it under a key of its own. */
  public ProofReport figure(String key, Object value) {
    figures.put(key, value);
    return this;
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
