package io.gatehouse.it.types;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.ProofReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The proof {@code script-types}. */
public final class ScriptTypesProof {

  private static final int WRONG_AT_LEAST = 10;
  private static final int SHIPPED_AT_LEAST = 12;
  private static final Pattern MARK = Pattern.compile("// -> (TS\\d+)$");

  private ScriptTypesProof() {}

  /** An error that the compiler must tell. */
  private record Expected(String file, int line, String code) {
    boolean isToldBy(TypeScript.Complaint error) {
      return error.file().equals(file) && error.line() == line && error.code().equals(code);
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean sabotaged = List.of(args).contains("--sabotage");
    Distribution distribution = Distribution.ofThisBuild();
    Path shipped = distribution.home().resolve("docs/policy-scripts");
    Path jsconfig = shipped.resolve("jsconfig.json");
    Path declarations = shipped.resolve("gatehouse.d.ts");
    Path wrong = distribution.target().resolveSibling("proofs").resolve("wrong-types");
    TypeScript compiler = new TypeScript(distribution.target().resolve("typescript"));
    if (sabotaged) {
      declarations = anythingGoes(declarations, distribution.target().resolve("typescript"));
    }

    List<TypeScript.Complaint> inShipped =
        compiler.check("shipped", jsconfig, declarations, shipped.resolve("*/*.js"));
    List<TypeScript.Complaint> inWrong =
        compiler.check("wrong", jsconfig, declarations, wrong.resolve("*.js"));
    List<Expected> expected = expected(wrong);
    List<Expected> missed =
        expected.stream().filter(e -> inWrong.stream().noneMatch(e::isToldBy)).toList();
    List<TypeScript.Complaint> others =
        inWrong.stream().filter(e -> expected.stream().noneMatch(x -> x.isToldBy(e))).toList();
    inShipped.forEach(error -> System.out.println("SHIPPED " + error));
    missed.forEach(error -> System.out.println("MISSED " + error));
    others.forEach(error -> System.out.println("OTHER " + error));

    long policies = scripts(shipped);
    ProofReport report =
        new ProofReport("script-types", sabotaged)
            .figure("shippedPolicies", policies)
            .figure("errorsInShippedPolicies", inShipped.size())
            .figure("wrongPrograms", expected.size())
            .figure("rejectedAsExpected", expected.size() - missed.size())
            .figure("otherErrors", others.size())
            .promise("the declarations and the shipped policies check", inShipped.isEmpty())
            .promise("there are policies enough", policies >= SHIPPED_AT_LEAST)
            .promise("every wrong program is rejected with its error", missed.isEmpty())
            .promise("nothing else is wrong with them", others.isEmpty())
            .promise("there are wrong programs enough", expected.size() >= WRONG_AT_LEAST);
    System.exit(report.conclude(distribution.target(), System.out));
  }

  /** Declarations under which a context has whatever is asked of it, and hooks return anything. */
  private static Path anythingGoes(Path declarations, Path folder) throws IOException {
    String loose =
        Files.readString(declarations)
            .replace(
                "interface Context {", "interface Context {\n    readonly [name: string]: any;")
            .replaceAll("(?m)^  type (\\w+Outcome) = .*;$", "  type $1 = any;");
    return Files.writeString(folder.resolve("loose.d.ts"), loose);
  }

  private static List<Expected> expected(Path folder) throws IOException {
    List<Expected> expected = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          Matcher mark = MARK.matcher(lines.get(i));
          if (mark.find()) {
            expected.add(new Expected(String.valueOf(file.getFileName()), i + 1, mark.group(1)));
          }
        }
      }
    }
    return expected;
  }

  private static long scripts(Path shipped) throws IOException {
    try (Stream<Path> folders = Files.list(shipped)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(folder.getFileName() + ".js")))
          .count();
    }
  }
}
