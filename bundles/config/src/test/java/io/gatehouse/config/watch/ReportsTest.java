package io.gatehouse.config.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.watch.DropHandler;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

  private static final Set<String> YAML = Set.of(".yaml");
  private static final Path APIS = Path.of("apis");

  @TempDir private Path base;

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private WatchedFolders folders;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(base.resolve("apis"));
    folders = new WatchedFolders(base, false);
  }

  @AfterEach
  void close() {
    folders.close();
  }

  private DropHandler recording() {
    return (present, gone) -> calls.add("+" + names(present) + " -" + names(gone));
  }

  private static Set<String> names(Set<Path> files) {
    return files.stream()
        .map(file -> file.getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(base.resolve("apis").resolve(name), text);
  }

  @Test
  void reportsAHandlerThatFails() throws IOException {
    AtomicReference<Boolean> failing = new AtomicReference<>(true);
    Path file = write("a.yaml", "a");
    folders.watch(
        APIS,
        YAML,
        (present, gone) -> {
          if (failing.get()) {
            throw new IllegalStateException("broken");
          }
        });
    assertThat(folders.findings())
        .extracting(Finding::problem)
        .containsExactly("the file could not be taken: IllegalStateException");
    assertThat(file.resolveSibling("a.yaml.error")).exists();

    failing.set(false);
    write("a.yaml", "better");

    Awaiting.until("no findings", () -> folders.findings().isEmpty());
    Awaiting.until("no report", () -> Files.notExists(file.resolveSibling("a.yaml.error")));
  }

  @Test
  void writesAndRemovesReportsBesideTheFile() throws IOException {
    Path file = write("a.yaml", "a");
    Path report = file.resolveSibling("a.yaml.error");
    folders.watch(APIS, YAML, recording());

    folders.report(
        file,
        List.of(
            new Finding(new Place("apis/a.yaml", 3, 5, "b.c"), "it is wrong", "Write right"),
            new Finding(Place.of("apis/a.yaml"), "it is bad", "")));

    assertThat(report)
        .hasContent(
            """
            apis/a.yaml: 2 findings

            apis/a.yaml
              it is bad

            apis/a.yaml:3:5 b.c
              it is wrong
              Write right
            """);
    assertThat(folders.findings()).extracting(f -> f.place().line()).containsExactly(0, 3);
    folders.report(file, List.of());
    assertThat(report).doesNotExist();
    assertThat(folders.findings()).isEmpty();
  }

  @Test
  void forgetsAFileThatIsGone() throws IOException {
    Path file = write("a.yaml", "a");
    folders.watch(APIS, YAML, recording());
    folders.report(file, List.of(new Finding(Place.of("apis/a.yaml"), "bad", "")));

    Files.delete(file);

    Awaiting.until("no findings", () -> folders.findings().isEmpty());
    Awaiting.until("no report", () -> Files.notExists(file.resolveSibling("a.yaml.error")));
  }

  @Test
  void removesReportsOfAnEarlierRun() throws IOException {
    write("a.yaml", "a");
    Path stale = write("a.yaml.error", "old");
    Path foreign = write("server.error", "not ours");

    folders.watch(APIS, YAML, recording());

    assertThat(stale).doesNotExist();
    assertThat(foreign).exists();
  }

  @Test
  void saysOnceWhatIsWithdrawnAndSaidAgainInOneStep() throws IOException {
    Path file = write("a.yaml", "a");
    Path report = file.resolveSibling("a.yaml.error");
    List<Finding> findings = List.of(new Finding(Place.of("apis/a.yaml"), "bad", ""));
    folders.report(file, findings);
    Object before = Files.readAttributes(report, "unix:ino").get("ino");

    AtomicReference<Boolean> done = new AtomicReference<>(false);
    folders.execute(
        () -> {
          folders.report(file, List.of());
          folders.report(file, findings);
        });
    folders.execute(() -> done.set(true));

    Awaiting.until("done", done::get);
    assertThat(Files.readAttributes(report, "unix:ino").get("ino")).isEqualTo(before);
  }

  @Test
  void goesOnWhereNothingCanBeWritten() throws IOException {
    Path folder = base.resolve("apis");
    Path file = write("a.yaml", "a");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      folders.report(file, List.of(new Finding(Place.of("apis/a.yaml"), "bad", "")));

      assertThat(folders.findings()).hasSize(1);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void writesNothingInCheckMode() throws IOException {
    Path file = write("a.yaml", "a");
    write("b.yaml.error", "kept");
    WatchedFolders checking = new WatchedFolders(base, true);
    try {
      checking.watch(APIS, YAML, recording());
      checking.watch(Path.of("policies"), YAML, recording());
      checking.report(file, List.of(new Finding(Place.of("apis/a.yaml"), "bad", "")));

      assertThat(calls).containsExactly("+[a.yaml] -[]", "+[] -[]");
      assertThat(checking.findings()).hasSize(1);
      try (Stream<Path> all = Files.walk(base)) {
        assertThat(all.map(p -> base.relativize(p).toString()).sorted())
            .containsExactly("", "apis", "apis/a.yaml", "apis/b.yaml.error");
      }
    } finally {
      checking.close();
    }
  }

  @Test
  void writesAReportAsSoonAsThatIsPossible() throws IOException {
    Path file = write("a.yaml", "a");
    Path report = file.resolveSibling("a.yaml.error");
    Files.createDirectories(report.resolve("in-the-way"));
    folders.report(file, List.of(new Finding(Place.of("apis/a.yaml"), "bad", "")));
    assertThat(report).isDirectory();

    Files.delete(report.resolve("in-the-way"));
    Files.delete(report);

    Awaiting.until("a report", () -> Files.isRegularFile(report));
    folders.report(file, List.of());
    assertThat(report).doesNotExist();
  }

  @Test
  void tellsAMistakeOfTheSettingsBesideThemAndOnce() throws IOException {
    Files.createDirectories(base.resolve("etc"));
    Path settings = Files.writeString(base.resolve("etc/gatehouse.yaml"), "a");
    Finding global = new Finding(Place.of("etc/gatehouse.yaml"), "unknown policy", "");
    Path beside = settings.resolveSibling("gatehouse.yaml.error");

    folders.report(base.resolve("apis/a.yaml"), List.of(global));
    folders.report(base.resolve("apis"), List.of(global));
    folders.report(
        settings, List.of(new Finding(new Place("etc/gatehouse.yaml", 2, 1, ""), "own", "")));

    assertThat(beside).content().contains("2 findings", "unknown policy", "own");
    assertThat(base.resolve("apis/a.yaml.error")).doesNotExist();
    folders.report(settings, List.of());
    folders.report(base.resolve("apis/a.yaml"), List.of());
    assertThat(beside).content().contains("1 finding");
    folders.report(base.resolve("apis"), List.of());
    assertThat(beside).doesNotExist();
  }

  @Test
  void aSecondWatchKeepsTheReportsOfTheFirst() throws IOException {
    Path file = write("a.yaml", "a");
    folders.watch(APIS, YAML, recording());
    folders.report(file, List.of(new Finding(Place.of("apis/a.yaml"), "bad", "")));

    folders.watch(APIS, Set.of(""), recording());

    assertThat(file.resolveSibling("a.yaml.error")).exists();
  }
}
