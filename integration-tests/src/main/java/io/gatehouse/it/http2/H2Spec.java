package io.gatehouse.it.http2;

import io.gatehouse.it.harness.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conformance suite h2spec 2.2.0, as its Maven plugin carries it, in strict mode. */
public final class H2Spec {

  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");
  private static final int LIMIT_SECONDS = 300;

  private final Path program;

  private H2Spec(Path program) {
    this.program = program;
  }

  /**
   * What became of a run.
   *
   * @param output as the suite printed it, with what was expected and what came
   */
  public record Result(int tests, int passed, int failed, String output) {

    /** Whether everything was asked and nothing was wrong. */
    public boolean holds() {
      return tests > 0 && passed == tests && failed == 0;
    }
  }

  /** Whether the suite runs on this machine: there is no source of it for others. */
  public static boolean isAvailable() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** Unpacks the suite. */
  public static H2Spec unpacked() {
    Path folder = Distribution.ofThisBuild().freshFolder("h2spec");
    try (InputStream archive = H2Spec.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new IllegalStateException("class path: no " + ARCHIVE + " (expected: the plugin)");
      }
      Process tar = new ProcessBuilder("tar", "-xzf", "-", "-C", folder.toString()).start();
      try (OutputStream to = tar.getOutputStream()) {
        archive.transferTo(to);
      }
      if (tar.waitFor() != 0) {
        throw new IOException(
            new String(tar.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      return new H2Spec(folder.resolve("h2spec"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking", e);
    }
  }

  /** Asks a listener everything. */
  public Result run(int port, boolean tls) {
    List<String> command =
        new ArrayList<>(
            List.of(program.toString(), "-S", "-h", "127.0.0.1", "-p", Integer.toString(port)));
    if (tls) {
      command.addAll(List.of("-t", "-k"));
    }
    try {
      Path output = program.resolveSibling(tls ? "tls.txt" : "cleartext.txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return result(Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while h2spec runs", e);
    }
  }

  private static Result result(String output) {
    Matcher summary = SUMMARY.matcher(output);
    if (!summary.find()) {
      return new Result(0, 0, 0, output);
    }
    return new Result(
        Integer.parseInt(summary.group(1)),
        Integer.parseInt(summary.group(2)),
        Integer.parseInt(summary.group(4)),
        output);
  }
}
