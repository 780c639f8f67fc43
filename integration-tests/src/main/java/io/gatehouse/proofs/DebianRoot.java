package io.gatehouse.proofs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** A clean Debian in a folder, and commands that take it for the whole machine. */
final class DebianRoot implements AutoCloseable {

  private static final int LONGEST_MINUTES = 5;

  private final Path root;

  private DebianRoot(Path root) {
    this.root = root;
  }

  /** What came of a command: its exit code and all that it printed. */
  record Ran(int exitCode, String output) {}

  /** Unpacks one, with the processes of this machine in it: Java looks there. */
  static DebianRoot of(Path archive, Path folder) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory(Files.createDirectories(folder), "debian-");
    Machine.run("chmod", "755", root.toString());
    Machine.run("tar", "-xf", archive.toString(), "-C", root.toString());
    Machine.run("mount", "-t", "proc", "proc", root.resolve("proc").toString());
    return new DebianRoot(root);
  }

  /** Where something of the root is on this machine. */
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  String read(String path) throws IOException {
    return Files.readString(at(path));
  }

  /** Writes as an administrator does: as root, in place, readable for the group. */
  void write(String path, String text) throws IOException {
    Files.writeString(at(path), text);
  }

  /** Copies a file of this machine to the root's {@code /root}; its path there. */
  String bring(Path file) throws IOException {
    String path = "/root/" + file.getFileName();
    Files.copy(file, at(path));
    return path;
  }

  /** Runs a command to its end, as root. */
  Ran run(String... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("chroot", root.toString()));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    builder.environment().put("HOME", "/root");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " did not end");
    }
    System.out.println("# " + String.join(" ", command) + " -> " + process.exitValue());
    System.out.print(output);
    return new Ran(process.exitValue(), output);
  }

  /** Starts what the unit says, as the user that it says, as systemd would. */
  Process start(SystemdUnit unit, Path console) throws IOException {
    String environment = unit.value("EnvironmentFile").replaceFirst("^-", "");
    String script =
        "set -a; [ -r %1$s ] && . %1$s; set +a; umask %2$s; cd %3$s && exec %4$s"
            .formatted(
                environment,
                unit.value("UMask"),
                unit.value("WorkingDirectory"),
                unit.value("ExecStart"));
    ProcessBuilder builder =
        new ProcessBuilder(
                "chroot",
                "--userspec=" + unit.value("User") + ":" + unit.value("Group"),
                root.toString(),
                "/bin/sh",
                "-c",
                script)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return builder.start();
  }

  /** Every file and folder there is, but for processes and what belongs to root in person. */
  Set<String> everything() throws IOException {
    Set<String> paths = new TreeSet<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String path = "/" + root.relativize(folder);
            paths.add(path);
            return Set.of("/proc", "/root").contains(path)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            paths.add("/" + root.relativize(file));
            return FileVisitResult.CONTINUE;
          }
        });
    return paths;
  }

  @Override
  public void close() throws IOException {
    try {
      Machine.run("umount", root.resolve("proc").toString());
      Machine.run("rm", "-rf", "--one-file-system", root.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + root + " was removed", e);
    }
  }
}
