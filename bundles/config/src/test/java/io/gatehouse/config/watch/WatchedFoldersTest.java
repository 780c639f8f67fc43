package io.gatehouse.config.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.watch.DropHandler;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFoldersTest {

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

  private void awaitCalls(String... expected) {
    Awaiting.until("calls " + List.of(expected), () -> calls.equals(List.of(expected)));
  }

  /** Lets everything that is under way settle, by a change of its own that comes after it. */
  private void settle() throws IOException {
    write("zz-settle.yaml", "settled");
    Awaiting.until("settled", () -> calls.stream().anyMatch(c -> c.contains("zz-settle")));
    calls.removeIf(c -> c.equals("+[zz-settle.yaml] -[]"));
  }

  @Test
  void tellsWhatIsThereBeforeTheWatchBegins() throws IOException {
    write("a.yaml", "a");
    write("b.yaml", "b");
    write("c.txt", "c");

    folders.watch(APIS, YAML, recording());

    assertThat(calls).containsExactly("+[a.yaml, b.yaml] -[]");
  }

  @Test
  void createsTheFolderAndCallsEvenIfItIsEmpty() {
    folders.watch(Path.of("policies"), YAML, recording());

    assertThat(base.resolve("policies")).isDirectory();
    assertThat(calls).containsExactly("+[] -[]");
  }

  @Test
  void tellsChangesWithinAMoment() throws IOException {
    folders.watch(APIS, YAML, recording());
    calls.clear();
    long start = System.nanoTime();

    write("a.yaml", "a");
    awaitCalls("+[a.yaml] -[]");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    write("a.yaml", "changed");
    awaitCalls("+[a.yaml] -[]", "+[a.yaml] -[]");
    Files.delete(base.resolve("apis/a.yaml"));
    awaitCalls("+[a.yaml] -[]", "+[a.yaml] -[]", "+[] -[a.yaml]");
  }

  @Test
  void tellsARenameAsOneChange() throws IOException {
    Path old = write("a.yaml", "a");
    folders.watch(APIS, YAML, recording());
    calls.clear();

    Files.move(old, old.resolveSibling("b.yaml"));

    awaitCalls("+[b.yaml] -[a.yaml]");
  }

  @Test
  void takesAFileThatReplacesAnother() throws IOException {
    Path file = write("a.yaml", "a");
    folders.watch(APIS, YAML, recording());
    calls.clear();

    Path draft = write("a.yaml.tmp", "b");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);

    awaitCalls("+[a.yaml] -[]");
  }

  @Test
  void tellsDeletionAndRecreationAsAChange() throws IOException {
    Path file = write("a.yaml", "a");
    folders.watch(APIS, YAML, recording());
    calls.clear();

    Files.delete(file);
    write("a.yaml", "b");

    awaitCalls("+[a.yaml] -[]");
  }

  @Test
  void takesAFileOnlyWhenItIsComplete() throws IOException {
    AtomicReference<String> taken = new AtomicReference<>("");
    folders.watch(
        APIS,
        YAML,
        (present, gone) ->
            present.forEach(
                file -> {
                  try {
                    taken.set(taken.get() + Files.size(file) + ' ');
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }));
    Path file = base.resolve("apis/a.yaml");
    long end = System.nanoTime() + Duration.ofMillis(400).toNanos();
    StringBuilder text = new StringBuilder();
    while (System.nanoTime() - end < 0) {
      Files.writeString(file, text.append("0123456789"));
    }

    Awaiting.until("taken", () -> taken.get().equals(text.length() + " "));
  }

  @Test
  void ignoresWhatEditorsLeave() throws IOException {
    folders.watch(APIS, Set.of(""), recording());
    calls.clear();

    for (String name :
        List.of(".a.yaml.swp", "a.yaml~", ".#a.yaml", "#a.yaml#", "a.yaml.error", "a.yaml.tmp")) {
      write(name, "x");
    }
    Files.createDirectory(base.resolve("apis/folder.yaml"));
    settle();

    assertThat(calls).isEmpty();
  }

  @Test
  void followsLinksToFilesAndFolders() throws IOException {
    Path target = Files.createDirectory(base.resolve("v1"));
    Files.writeString(target.resolve("a.yaml"), "a");
    Path next = Files.createDirectory(base.resolve("v2"));
    Files.writeString(next.resolve("a.yaml"), "b");
    Path link = Files.createSymbolicLink(base.resolve("linked"), target);
    folders.watch(Path.of("linked"), YAML, recording());
    assertThat(calls).containsExactly("+[a.yaml] -[]");

    Path swap = Files.createSymbolicLink(base.resolve("swap"), next);
    Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE);

    awaitCalls("+[a.yaml] -[]", "+[a.yaml] -[]");
  }

  @Test
  void survivesTheLossOfTheFolder() throws IOException {
    Path file = write("a.yaml", "a");
    folders.watch(APIS, YAML, recording());
    Files.delete(file);
    Files.delete(file.getParent());
    awaitCalls("+[a.yaml] -[]", "+[] -[a.yaml]");

    Files.createDirectory(base.resolve("apis"));
    write("b.yaml", "b");

    awaitCalls("+[a.yaml] -[]", "+[] -[a.yaml]", "+[b.yaml] -[]");
  }

  @Test
  void callsOneHandlerAtATimeOnTheControlThread() throws IOException {
    List<String> threads = new CopyOnWriteArrayList<>();
    folders.watch(APIS, YAML, (present, gone) -> threads.add(Thread.currentThread().getName()));
    folders.execute(() -> threads.add(Thread.currentThread().getName()));
    folders.execute(
        () ->
            folders.watch(
                Path.of("etc"),
                YAML,
                (present, gone) -> threads.add(Thread.currentThread().getName())));

    Awaiting.until("three", () -> threads.size() == 3);
    assertThat(threads).containsOnly("gatehouse-control");
  }

  @Test
  void whatAHandlerSaysOfAFileThatWentIsNotLostToAnother() throws IOException {
    Path file = write("a.yaml", "a");
    Finding finding = new Finding(Place.of("apis/a.yaml"), "it is still in use", "");
    folders.watch(
        APIS, YAML, (present, gone) -> gone.forEach(f -> folders.report(f, List.of(finding))));
    folders.watch(APIS, YAML, recording());

    Files.delete(file);

    awaitCalls("+[a.yaml] -[]", "+[] -[a.yaml]");
    Awaiting.until("it is told", () -> Files.exists(base.resolve("apis/a.yaml.error")));
    assertThat(folders.findings()).containsExactly(finding);
  }

  @Test
  void tellsNothingAfterTheWatchHasEnded() throws IOException {
    Runnable end = folders.watch(APIS, YAML, recording());
    end.run();
    List<String> others = new CopyOnWriteArrayList<>();
    folders.watch(APIS, YAML, (present, gone) -> others.addAll(names(present)));

    write("a.yaml", "a");

    Awaiting.until("the other watch", () -> others.contains("a.yaml"));
    assertThat(calls).containsExactly("+[] -[]");
  }

  @Test
  void showsPathsAsOperatorsSayThem() {
    assertThat(folders.display(base.resolve("apis/a.yaml"))).isEqualTo("apis/a.yaml");
    assertThat(folders.display(Path.of("etc/x.yaml"))).isEqualTo("etc/x.yaml");
    assertThat(folders.display(Path.of("/elsewhere/x.yaml"))).isEqualTo("/elsewhere/x.yaml");
  }

  @Test
  void leavesNoThreadBehind() {
    folders.watch(APIS, YAML, recording());
    folders.close();

    List<String> alive = new ArrayList<>();
    Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .forEach(thread -> alive.add(thread.getName()));
    assertThat(alive).doesNotContain("gatehouse-control", "gatehouse-watch");
  }
}
