package io.gatehouse.it.types;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The TypeScript compiler, in one version, fetched where it is not there yet. */
final class TypeScript {

  private static final String VERSION = "5.9.3";
  private static final Pattern ERROR =
      Pattern.compile("^(.+?)\\((\\d+),\\d+\\): error (TS\\d+): (.*)$", Pattern.MULTILINE);
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;

  /**
   * The compiler in a folder of its own.
   *
   * @param folder is made and kept
   */
  TypeScript(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    if (!Files.exists(compiler())) {
      Ran npm =
          run(
              "npm",
              "install",
              "--no-audit",
              "--no-fund",
              "--prefix",
              folder.toString(),
              "typescript@" + VERSION);
      if (npm.exitCode() != 0) {
        throw new IllegalStateException("npm does not fetch TypeScript:\n" + npm.output());
      }
    }
  }

  /** An error at a line of a file. */
  record Complaint(String file, int line, String code, String text) {}

  /** What the compiler says of these files with these declarations, as an editor would check. */
  List<Complaint> check(String name, Path jsconfig, Path declarations, Path scripts)
      throws IOException, InterruptedException {
    Path config = folder.resolve(name + ".json");
    Files.writeString(
        config,
        """
        { "extends": "%s",
          "compilerOptions": { "allowJs": true, "skipLibCheck": false },
          "include": ["%s", "%s"], "exclude": [] }
        """
            .formatted(jsconfig, declarations, scripts));
    Ran ran = run("node", compiler().toString(), "-p", config.toString(), "--pretty", "false");
    List<Complaint> errors = new ArrayList<>();
    Matcher error = ERROR.matcher(ran.output());
    while (error.find()) {
      Path file = Path.of(error.group(1)).getFileName();
      errors.add(
          new Complaint(
              String.valueOf(file),
              Integer.parseInt(error.group(2)),
              error.group(3),
              error.group(4)));
    }
    if (errors.isEmpty() && ran.exitCode() != 0) {
      throw new IllegalStateException("the compiler failed:\n" + ran.output());
    }
    return errors;
  }

  private Path compiler() {
    return folder.resolve("node_modules/typescript/lib/tsc.js");
  }

  private record Ran(int exitCode, String output) {}

  private Ran run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command[0] + " does not end");
      }
      return new Ran(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(command[0] + " is needed on the PATH", e);
    }
  }
}
