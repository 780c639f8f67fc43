package io.gatehouse.runtime;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatehouse version}. */
@Command(name = "version", description = "Show the version of the gateway and of its Java.")
final class VersionCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = CommandLineTool.out(spec);
    out.println("Gatehouse " + Versions.ofBuild().gatehouse());
    out.println("Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
  }
}
