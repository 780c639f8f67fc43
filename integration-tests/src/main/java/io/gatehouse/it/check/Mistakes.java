package io.gatehouse.it.check;

import io.gatehouse.it.harness.BundleBuilder;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.PolicyBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder {@code proofs/mistakes}: every line with a mistake ends in a comment that says what an
 * operator must be told about it ({@code # -> remedy}). Bundles are added, because jars are not
 * kept among sources.
 */
public final class Mistakes {

  private static final Pattern MARK = Pattern.compile(" *(?:#|//) -> (.+)$", Pattern.MULTILINE);

  private final Distribution distribution;
  private final Path source;

  public Mistakes(Distribution distribution) {
    this.distribution = distribution;
    Path module = distribution.target().resolveSibling("proofs");
    this.source = module.resolve("mistakes");
  }

  /**
   * What came of a check.
   *
   * @param expected every mistake that was made
   * @param missed those that the output does not tell of
   * @param findings lines of the output that name a file of the folder
   */
  public record Checked(
      int exitCode, String output, List<Mistake> expected, List<Mistake> missed, long findings) {}

  /**
   * Checks a copy of the folder.
   *
   * @param mended whether everything wrong is left out
   */
  public Checked check(boolean mended) {
    GatehouseInstance folder = GatehouseInstance.named("check").prepare();
    List<Mistake> expected = mended ? List.of() : fill(folder);
    GatehouseInstance.Ran ran = folder.run("check");
    List<String> lines = told(ran.output());
    List<Mistake> missed =
        expected.stream().filter(mistake -> lines.stream().noneMatch(mistake::isToldBy)).toList();
    long findings =
        lines.stream().filter(line -> line.matches(".*(apis|etc|policies|deploy)/\\S+.*")).count();
    return new Checked(ran.exitCode(), ran.output(), expected, missed, findings);
  }

  /** A finding that goes on on indented lines counts as one. */
  private static List<String> told(String output) {
    List<String> lines = new ArrayList<>();
    for (String line : output.split("\n", -1)) {
      if (!lines.isEmpty() && line.startsWith(" ")) {
        lines.set(lines.size() - 1, lines.getLast() + ' ' + line.strip());
      } else {
        lines.add(line);
      }
    }
    return lines;
  }

  private List<Mistake> fill(GatehouseInstance folder) {
    List<Mistake> mistakes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = source.relativize(file).toString();
        String text = Files.readString(file);
        // without the marks, which an excerpt in a finding would otherwise repeat
        folder.drop(name, MARK.matcher(text).replaceAll(""));
        mistakes.addAll(marked(name, text));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PolicyBundles bundles = new PolicyBundles(distribution);
    folder.drop("deploy/plain.jar", bundles.withoutManifest("1.0.0"));
    mistakes.add(new Mistake("deploy/plain.jar", 0, "bnd"));
    folder.drop("deploy/cut-off.jar", bundles.corrupt("1.0.0"));
    mistakes.add(new Mistake("deploy/cut-off.jar", 0, "Copy it again"));
    folder.drop("deploy/needs.jar", bundles.withMissingImport("1.0.0"));
    mistakes.add(new Mistake("deploy/needs.jar", 0, "it.nowhere"));
    folder.drop(
        "deploy/version.jar",
        BundleBuilder.named(distribution, "it.version", "one point zero").build());
    mistakes.add(new Mistake("deploy/version.jar", 0, "1.2.3"));
    return List.copyOf(mistakes);
  }

  private static List<Mistake> marked(String name, String text) {
    List<Mistake> mistakes = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      Matcher mark = MARK.matcher(lines[i]);
      if (mark.find()) {
        mistakes.add(new Mistake(name, i + 1, mark.group(1).strip()));
      }
    }
    return mistakes;
  }
}
