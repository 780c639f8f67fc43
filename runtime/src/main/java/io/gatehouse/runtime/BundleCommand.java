package io.gatehouse.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
    description = {
      "Show the bundles of a gateway, take one out, or begin one: a Maven project that builds and"
          + " is tested."
    })
final class BundleCommand implements Runnable {

  private static final int REMOVAL_SECONDS = 30;
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
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "Which command: list, remove, new?");
  }

  @Command(
      name = "list",
      description = {
        "Show the bundles that offer something or were dropped: version, state, file, since when,"
            + " what they offer and which routes use it."
      })
  void list(@Option(names = "--json", description = "As JSON, for programs.") boolean json) {
    String bundles =
        new AdminClient(gatehouse.running().instance())
            .get("/bundles", json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(bundles.stripTrailing());
  }

  @Command(
      name = "remove",
      description = {
        "Take a dropped bundle out of service and delete its files in deploy. What routes use"
            + " stays, unless forced."
      })
  void remove(
      @Parameters(paramLabel = "NAME", description = "Its name, as 'bundle list' shows it.")
          String name,
      @Option(
              names = "--force",
              description = "Also where routes use it: they answer 503 from then on.")
          boolean force) {
    String resource =
        "/bundles?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&force=" + force;
    String answer =
        new AdminClient(gatehouse.running().instance())
            .patient(REMOVAL_SECONDS)
            .delete(resource, "text/plain");
    CommandLineTool.out(spec).println(answer.stripTrailing());
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
