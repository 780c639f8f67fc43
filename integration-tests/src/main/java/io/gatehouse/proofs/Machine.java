package io.gatehouse.proofs;

import io.gatehouse.it.harness.ProcessFigures;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a measurement needs of the machine: programs, processors, processor time, and to be alone.
 */
final class Machine {

  private Machine() {}

  /** Runs a program to its end; its output. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " did not end");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + process.exitValue() + ":\n" + output);
    }
    return output;
  }

  /** Installs Debian packages that bring these programs, where they are missing and we may. */
  static void need(List<String> programs, List<String> packages)
      throws IOException, InterruptedException {
    List<String> missing = programs.stream().filter(p -> !onPath(p)).toList();
    if (!missing.isEmpty()) {
      install(missing, packages);
    }
  }

  /** Installs the Debian package that brings this file, where it is missing and we may. */
  static void needFile(Path file, String packageName) throws IOException, InterruptedException {
    if (!Files.exists(file)) {
      install(List.of(file.toString()), List.of(packageName));
    }
  }

  private static void install(List<String> missing, List<String> packages)
      throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw new IOException(
          "missing: " + missing + "; install " + String.join(" ", packages) + " (Debian packages)");
    }
    System.out.println("Installing " + packages);
    run("apt-get", "update", "-qq");
    List<String> install =
        new ArrayList<>(
            List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"));
    install.addAll(packages);
    run(install.toArray(String[]::new));
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Puts every thread of a process on these processors. */
  static void pin(long pid, String processors) throws IOException, InterruptedException {
    run("taskset", "-a", "-c", "-p", processors, Long.toString(pid));
  }

  /** Seconds of processor time that a process and its children have used. */
  static double processorSeconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.children())
        .mapToDouble(each -> ProcessFigures.of(each.pid()).cpu().toMillis() / 1e3)
        .sum();
  }

  /** Waits until no other measurement runs on this machine; released when closed. */
  static Alone alone() throws IOException {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "gatehouse-measurement.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new Alone(channel, channel.lock());
  }

  /** The right to measure. */
  record Alone(FileChannel channel, FileLock lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      lock.release();
      channel.close();
    }
  }
}
