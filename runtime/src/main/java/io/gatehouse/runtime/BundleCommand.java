package io.gatehouse.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse bundle}. */
@Command(
    name = "bundle",
    description = "Begin a bundle: a Maven project that builds and is tested.")
final class BundleCommand implements Runnable {

  private static final Pattern UNSAFE = Pattern.compile("\\p{Cntrl}");

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  BundleCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  /** What a bundle offers. */
  enum Kind {
    policy,
    mediation
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which command: new?");
  }

  @Command(name = "new", description = "Write a Maven project to begin with.")
  void create(
      @Parameters(paramLabel = "NAME", description = "The type's name in definitions.") String name,
      @Option(
              names = "--kind",
              defaultValue = "policy",
              description = "${COMPLETION-CANDIDATES}: what it offers (${DEFAULT-VALUE}).")
          Kind kind,
      @Option(
              names = "--package",
              paramLabel = "PACKAGE",
              description = "The Java package (com.example.NAME without hyphens).")
          @Nullable String javaPackage,
      @Option(
              names = "--in",
              paramLabel = "DIR",
              description = "The folder to write into (NAME, in the current one).")
          @Nullable Path in)
      throws IOException {
    NewName type = new NewName(name);
    String packageName = javaPackage == null ? "com.example." + type.packagePart() : javaPackage;
    if (!SourceVersion.isName(packageName)) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          "'"
              + UNSAFE.matcher(packageName).replaceAll("?")
              + "' is no Java package. Use one like com.example."
              + type.packagePart()
              + ".");
    }
    Path project = in == null ? Path.of(type.text()) : in;
    Map<String, String> marks = new HashMap<>(Template.versions());
    marks.put("name", type.text());
    marks.put("Type", type.type());
    marks.put("package", packageName);
    marks.put("path", packageName.replace('.', '/'));
    Template template = kind == Kind.policy ? Template.policyBundle() : Template.mediationBundle();
    DevelopmentKit kit = DevelopmentKit.of(gatehouse.surroundings().home(), marks);
    template.write(project, marks);
    kit.copyTo(project.resolve("repository"));
    PrintWriter out = CommandLineTool.out(spec);
    out.println(project + " is a Maven project now:");
    out.println("  cd " + project + " && mvn verify");
    out.println("Then copy target/" + type.text() + ".jar into deploy/ of an instance.");
  }
}
