package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BackupCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path base = Path.of("");

  @BeforeEach
  void instance() throws IOException {
    base = folder.resolve("base");
    write("etc/gatehouse.yaml", "drain: 5s\n", "rw-r-----");
    write("etc/tls/server.key", "secret", "rw-------");
    write("apis/orders.yaml", "api: orders\n", "rw-r--r--");
    write("policies/tier.js", "export function onRequest() {}\n", "rw-rw-r--");
    write("deploy/tag.jar", "PK", "rw-r--r--");
    write("data/revisions/7", "revision", "rw-r--r--");
  }

  private void write(String name, String text, String mode) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private int execute(Path on, String command, Path file) {
    CommandLine line = CommandLineTool.create(new Surroundings(folder.resolve("home"), Map.of()));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute("--base", on.toString(), command, file.toString());
  }

  private static Map<String, String> content(Path base) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            base.relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + " "
                + Files.readString(file));
      }
    }
    content.keySet().removeIf(name -> name.startsWith("data/gatehouse."));
    return content;
  }

  @Test
  void comesBackAsItWas() throws IOException {
    String longName = "policies/lib/" + "é".repeat(100) + "/" + "x".repeat(120) + ".js";
    write(longName, "long", "rw-r--r--");
    Files.createDirectories(base.resolve("apis/empty"));
    Files.setPosixFilePermissions(
        base.resolve("etc/tls"), PosixFilePermissions.fromString("rwx------"));
    Path file = folder.resolve("b.tar.gz");
    Path other = folder.resolve("other");

    assertThat(execute(base, "backup", file)).as(err.toString()).isZero();
    assertThat(execute(other, "restore", file)).as(err.toString()).isZero();

    assertThat(content(other)).isEqualTo(content(base)).containsKey(longName);
    assertThat(other.resolve("apis/empty")).isEmptyDirectory();
    assertThat(Files.getPosixFilePermissions(other.resolve("etc/tls")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getLastModifiedTime(other.resolve("apis/orders.yaml")).toMillis() / 1000)
        .isEqualTo(Files.getLastModifiedTime(base.resolve("apis/orders.yaml")).toMillis() / 1000);
    assertThat(out.toString()).contains("7 files of " + base, "Restored 7 files to " + other);
    assertThat(other.resolve("etc/" + BackupFormat.ASIDE)).doesNotExist();
  }

  @Test
  void isNobodyElsesBusiness() throws IOException {
    Path file = folder.resolve("b.tar.gz");

    execute(base, "backup", file);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void leavesOutWhatIsMadeAnew() throws IOException {
    for (String name :
        Set.of(
            "data/admin.token",
            "data/admin.json",
            "data/gatehouse.lock",
            "data/cache/bundle0/x",
            "data/tmp/y",
            "data/bundles/z.jar",
            "log/gatehouse.log",
            "apis/orders.yaml.error")) {
      write(name, "passing", "rw-r--r--");
    }
    Path file = folder.resolve("b.tar.gz");
    Path other = folder.resolve("other");

    execute(base, "backup", file);
    execute(other, "restore", file);

    assertThat(content(other).values()).noneMatch(text -> text.endsWith("passing"));
    assertThat(content(other)).hasSize(6);
  }

  @Test
  void isTakenWhileTheGatewayRuns() {
    try (InstanceLock _ = InstanceLock.take(new Instance(folder.resolve("home"), base))) {
      assertThat(execute(base, "backup", folder.resolve("b.tar.gz"))).isZero();
    }
  }

  @Test
  void hasWhatLinksLeadToAndTellsOfThoseThatLeadNowhere() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("shared.yaml"), "api: shared\n");
    Files.createSymbolicLink(base.resolve("apis/shared.yaml"), elsewhere);
    Files.createSymbolicLink(base.resolve("apis/lost.yaml"), folder.resolve("nothing"));
    Path file = folder.resolve("b.tar.gz");
    Path other = folder.resolve("other");

    execute(base, "backup", file);
    execute(other, "restore", file);

    assertThat(other.resolve("apis/shared.yaml"))
        .hasContent("api: shared")
        .matches(f -> !Files.isSymbolicLink(f));
    assertThat(err.toString()).contains("Left out: apis/lost.yaml");
  }

  @Test
  void refusesLinksThatLeadInACircle() throws IOException {
    Files.createSymbolicLink(base.resolve("apis/round"), base.resolve("apis"));
    Files.createDirectories(base.resolve("etc/tls/a"));
    Files.createSymbolicLink(base.resolve("etc/tls/a/up"), base.resolve("etc/tls"));

    assertThat(execute(base, "backup", folder.resolve("b.tar.gz"))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("etc/tls/a/up leads back");
  }

  @Test
  void takesAFolderThatLiesInAnotherOnce() throws IOException {
    Path etc = Files.move(base.resolve("etc"), folder.resolve("etc-gatehouse"));
    Files.move(base.resolve("apis"), etc.resolve("apis"));
    Files.createSymbolicLink(base.resolve("etc"), etc);
    Files.createSymbolicLink(base.resolve("apis"), etc.resolve("apis"));
    Path file = folder.resolve("b.tar.gz");
    Path other = folder.resolve("other");

    execute(base, "backup", file);
    Files.writeString(etc.resolve("apis/new.yaml"), "api: new\n");
    Files.writeString(etc.resolve("gatehouse.yaml"), "drain: 1s\n");

    assertThat(execute(base, "restore", file)).as(err.toString()).isZero();
    assertThat(execute(other, "restore", file)).isZero();
    assertThat(other.resolve("etc/apis")).doesNotExist();
    assertThat(other.resolve("apis/orders.yaml")).exists();
    assertThat(etc.resolve("apis")).isDirectoryContaining(f -> f.endsWith("orders.yaml"));
    assertThat(etc.resolve("apis/new.yaml")).doesNotExist();
    assertThat(etc.resolve("gatehouse.yaml")).hasContent("drain: 5s");
    assertThat(base.resolve("etc")).isSymbolicLink();
  }

  @Test
  void overwritesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("b.tar.gz"), "mine");

    assertThat(execute(base, "backup", file)).isEqualTo(ExitCode.FAILED);
    assertThat(file).hasContent("mine");
    assertThat(err.toString()).contains(file + " exists already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/b.tar.gz", "data/b.tar.gz", "etc/tls/b.tar.gz"})
  void isNoPartOfItself(String name) {
    assertThat(execute(base, "backup", base.resolve(name))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("would be part of itself");
  }

  @Test
  void tellsOfAFolderWithNothingToBackUp() {
    assertThat(execute(folder, "backup", folder.resolve("b.tar.gz"))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("there is nothing in " + folder);
  }

  @Test
  void namesItsEntriesInOrder() throws IOException {
    Set<String> names = new TreeSet<>();

    BackupContent.of(base).items().forEach(item -> names.add(item.entry().name()));

    assertThat(names)
        .contains("etc", "etc/tls", "etc/tls/server.key", "data/revisions/7")
        .allMatch(name -> !name.startsWith("/"));
  }
}
