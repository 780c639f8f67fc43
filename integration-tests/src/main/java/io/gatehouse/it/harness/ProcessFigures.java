package io.gatehouse.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process uses, as the kernel says.
 *
 * @param cpu user and system time since it began, all threads
 * @param residentBytes memory that it holds
 */
public record ProcessFigures(Duration cpu, long residentBytes, int threads, int openFiles) {

  /** USER_HZ, which Linux fixes for user space. */
  private static final long TICKS_PER_SECOND = 100;

  public static ProcessFigures of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(folder.resolve("stat"));
      // the second field is the name in parentheses, which may hold spaces
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      int threads = Integer.parseInt(fields[17]);
      return new ProcessFigures(
          Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND),
          resident(folder),
          threads,
          openFiles(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long resident(Path folder) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    }
  }

  private static int openFiles(Path folder) throws IOException {
    try (Stream<Path> descriptors = Files.list(folder.resolve("fd"))) {
      return (int) descriptors.count();
    }
  }
}
