package io.gatehouse.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gateway as a process of its own, on a folder of its own under {@code target/}, and what its
 * operator can do with that folder. Closing it stops the process and fails if it did not stop well.
 */
public final class GatehouseInstance implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Distribution distribution;
  private final Path base;
  private final int port;
  private final int tlsPort;
  private final List<String> javaOptions;
  private final Duration startLimit;
  private final AdminEndpoint admin;
  private final AtomicInteger drops = new AtomicInteger();
  private final ObjectMapper json = new ObjectMapper();
  private @Nullable Process process;

  GatehouseInstance(
      Distribution distribution,
      Path base,
      int port,
      int tlsPort,
      List<String> javaOptions,
      Duration startLimit) {
    this.distribution = distribution;
    this.base = base;
    this.port = port;
    this.tlsPort = tlsPort;
    this.javaOptions = javaOptions;
    this.startLimit = startLimit;
    this.admin = new AdminEndpoint(base);
  }

  /**
   * What is to be in its folder.
   *
   * @param name begins the folder's name
   */
  public static InstanceBuilder named(String name) {
    return new InstanceBuilder(name);
  }

  /** One on an empty folder, for commands that fill it themselves. */
  public static GatehouseInstance ofNothing(String name) {
    Distribution distribution = Distribution.ofThisBuild();
    return new GatehouseInstance(
        distribution, distribution.freshFolder(name), 0, 0, List.of(), Duration.ofSeconds(60));
  }

  public Distribution distribution() {
    return distribution;
  }

  public Path base() {
    return base;
  }

  public int port() {
    return port;
  }

  /** Of the listener with TLS; 0 where there is none. */
  public int tlsPort() {
    return tlsPort;
  }

  public AdminEndpoint admin() {
    return admin;
  }

  public GatewayStatus status() {
    return admin.status();
  }

  /** Starts the process and waits until it is ready. */
  public void start() {
    launch("run");
    awaitReady();
  }

  /** Waits until the process that was launched is ready. */
  public void awaitReady() {
    try {
      Awaiting.until(
          "the gateway is ready",
          startLimit,
          () -> {
            if (!running().isAlive()) {
              throw new IllegalStateException("exit code " + running().exitValue());
            }
            return admin.isReady();
          });
    } catch (AssertionError e) {
      kill();
      throw new AssertionError(e.getMessage() + "; console:\n" + console() + log(), e);
    }
  }

  /** Starts one of the product's commands that go on, and does not wait. */
  public void launch(String... words) {
    try {
      Process started = command(words).redirectOutput(consoleFile().toFile()).start();
      process = started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one of the product's commands on the folder to its end. */
  public Ran run(String... words) {
    try {
      Path output =
          Files.createTempFile(distribution.target().resolve("instances"), "ran-", ".txt");
      Process ran = command(words).redirectOutput(output.toFile()).start();
      if (!ran.waitFor(60, TimeUnit.SECONDS)) {
        ran.destroyForcibly();
        throw new IllegalStateException(String.join(" ", words) + ": did not end within 60 s");
      }
      String text = Files.readString(output);
      Files.delete(output);
      return new Ran(ran.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What came of a command: its exit code and all that it printed. */
  public record Ran(int exitCode, String output) {}

  private ProcessBuilder command(String... words) {
    List<String> command = new ArrayList<>();
    command.add(distribution.script().toString());
    command.add("--base");
    command.add(base.toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GATEHOUSE_JAVA", System.getProperty("java.home"));
    builder.environment().put("GATEHOUSE_JAVA_OPTS", String.join(" ", javaOptions));
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder;
  }

  public long pid() {
    return running().pid();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  public ProcessFigures figures() {
    return ProcessFigures.of(pid());
  }

  /** Writes a file the careful way: aside, then renamed. */
  public void drop(String path, String text) {
    drop(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file the careful way: aside, then renamed. */
  public void drop(String path, byte[] content) {
    Path file = base.resolve(path);
    Path aside = file.resolveSibling("." + file.getFileName() + "." + drops.incrementAndGet());
    try {
      Files.createDirectories(file.getParent());
      Files.write(aside, content);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file in place, as {@code cp} and most editors do. */
  public void overwrite(String path, String text) {
    try {
      Files.writeString(base.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void remove(String path) {
    try {
      Files.delete(base.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void makeFolder(String path) {
    try {
      Files.createDirectories(base.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String read(String path) {
    return readIfThere(base.resolve(path)).orElse("");
  }

  /** What the gateway wrote beside a file of its operator. */
  public Optional<String> errorBeside(String path) {
    return readIfThere(base.resolve(path + ".error"));
  }

  /** The gateway's log so far. */
  public String log() {
    return read("log/gatehouse.log");
  }

  public String console() {
    return readIfThere(consoleFile()).orElse("");
  }

  private Path consoleFile() {
    return base.resolve("console.txt");
  }

  /** The access log so far: one object for each line. */
  public List<JsonNode> accessLog() {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : read("log/access.log").split("\n", -1)) {
      if (!line.isEmpty()) {
        lines.add(parse(line));
      }
    }
    return lines;
  }

  private JsonNode parse(String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + line, e);
    }
  }

  private static Optional<String> readIfThere(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to the plain listener. */
  public RawHttp connect() {
    return RawHttp.connect(port);
  }

  /** Asks once on a connection of its own. */
  public RawResponse get(String path, String... headerLines) {
    return send("GET", path, "", headerLines);
  }

  /** Asks once on a connection of its own, with a body where there is one. */
  public RawResponse send(String method, String path, String body, String... headerLines) {
    StringBuilder head = new StringBuilder(128);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: it.test\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    if (content.length > 0) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    try (RawHttp http = connect()) {
      http.send(head.append("\r\n").toString());
      http.send(content);
      return http.read(method)
          .orElseThrow(() -> new IllegalStateException("closed: " + method + ' ' + path));
    }
  }

  /** Asks to stop, as {@code kill} and an init system do, and waits for the end. */
  public int stop() {
    running().destroy();
    return awaitExit();
  }

  /** Waits for the end of the process. */
  public int awaitExit() {
    try {
      if (!running().waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        kill();
        throw new AssertionError("did not stop within " + STOP_LIMIT.toSeconds() + " s:\n" + log());
      }
      return running().exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Ends the process without asking. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the gateway was not started");
    }
    return process;
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  /** Stops the process where it still runs; its folder stays for whoever wants to see the logs. */
  @Override
  public void close() {
    if (isAlive()) {
      int exitCode = stop();
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + " (expected: 0); log:\n" + log());
      }
    }
  }
}
