package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.DocumentParser;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.policy.script.cases.CaseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs files with cases in an engine of its own, with the limits that the gateway has. */
final class CaseRun implements AutoCloseable {

  private final CaseLoop loop = new CaseLoop();
  private final CaseMemory memory = new CaseMemory();
  private final ScriptRuntime runtime =
      new ScriptRuntime(() -> List.of(loop), memory, (policy, event, labels, n) -> {});
  private final CaseBench bench;
  private final DocumentParser parser;
  private final ConfigBinder binder;
  private final Set<Path> read = new TreeSet<>();

  CaseRun(DocumentParser parser, ConfigBinder binder) {
    this.bench = new CaseBench(loop, memory, parser);
    this.parser = parser;
    this.binder = binder;
  }

  /** What came of a file. */
  sealed interface Outcome {
    /** Its cases were run. */
    record Ran(List<CaseBench.Result> results) implements Outcome {
      public Ran {
        results = List.copyOf(results);
      }
    }

    /** The script or the file is mistaken. */
    record Refused(List<Finding> findings) implements Outcome {
      public Refused {
        findings = List.copyOf(findings);
      }
    }
  }

  /**
   * Runs the cases of a file.
   *
   * @param shown its name as an operator would say it
   */
  Outcome run(Path cases, String shown) throws InterruptedException {
    return run(cases, shown, CaseFolder.scriptOf(cases));
  }

  /**
   * The same with what the script says in another file.
   *
   * @param content where the script is read
   */
  Outcome run(Path cases, String shown, Path content) throws InterruptedException {
    Path script = CaseFolder.scriptOf(cases);
    String shownScript = shown.substring(0, shown.length() - CaseFile.SUFFIX.length()) + ".js";
    read.add(cases);
    read.add(script);
    if (!Files.isRegularFile(script)) {
      return refused(
          shown,
          "there is no " + script.getFileName() + " beside it",
          "Cases are named after their script: tier.test.yaml has those of tier.js");
    }
    CaseFile.Reading reading;
    try {
      reading = CaseFile.read(Files.readAllBytes(cases), shown, parser, binder);
    } catch (IOException e) {
      return refused(shown, "the file cannot be read: " + e.getMessage(), "");
    }
    return switch (reading) {
      case CaseFile.Reading.Mistaken(List<Finding> findings) -> new Outcome.Refused(findings);
      case CaseFile.Reading.Read(CaseFile file) -> run(file, script, content, shownScript);
    };
  }

  private Outcome run(CaseFile file, Path script, Path content, String shown)
      throws InterruptedException {
    ModuleFiles imports = new ModuleFiles(script.resolveSibling("").toAbsolutePath());
    try {
      ScriptVersion version =
          runtime.await(
              () -> {
                String type = ScriptReader.type(script, shown);
                ScriptText text = ScriptReader.read(content, shown);
                return ScriptVersion.load(
                    ScriptModule.of(type, text, imports).on(bench.stage()), runtime);
              });
      try {
        return new Outcome.Ran(bench.run(file, version));
      } finally {
        version.close();
      }
    } catch (ScriptRefusedException e) {
      return new Outcome.Refused(e.findings());
    } finally {
      read.addAll(imports.dependencies());
    }
  }

  private static Outcome refused(String shown, String problem, String remedy) {
    return new Outcome.Refused(List.of(new Finding(Place.of(shown), problem, remedy)));
  }

  /** Every file that was read up to now. */
  Set<Path> read() {
    return Set.copyOf(read);
  }

  @Override
  public void close() {
    runtime.close();
    loop.close();
  }
}
