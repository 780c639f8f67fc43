package io.gatehouse.config.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.api.revision.FileDifference;
import io.gatehouse.api.revision.RevisionException;
import io.gatehouse.api.revision.RevisionSummary;
import io.gatehouse.api.revision.RevisionSummary.FileChange;
import io.gatehouse.api.revision.RevisionSummary.Kind;
import io.gatehouse.api.revision.Revisions.Side;
import io.gatehouse.api.revision.RollbackReport;
import io.gatehouse.api.status.GatewayReady;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against files that serve as soon as they are told of, unless they say {@code broken}. */
class RollbacksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path base;

  private final Map<String, String> serving = new ConcurrentSkipListMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile String stubborn = "";
  private WatchedFolders folders;
  private Rollbacks rollbacks;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(base.resolve("apis"));
    folders = new WatchedFolders(base, false);
    rollbacks = new Rollbacks(folders);
    rollbacks.bindReady(new GatewayReady() {});
    folders.watch(Path.of("apis"), Set.of(".yaml"), this::take);
  }

  @AfterEach
  void close() {
    folders.close();
  }

  private void take(Set<Path> present, Set<Path> gone) {
    gone.forEach(file -> serving.remove(folders.display(file)));
    present.forEach(
        file -> {
          Path content = folders.contents().taken(file);
          told.add(folders.display(file));
          if (!text(content).contains("broken") && !text(content).equals(stubborn)) {
            serving.put(folders.display(file), text(content));
            folders.contents().serves(file, content);
          }
        });
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) throws IOException {
    Path aside = Files.writeString(base.resolve("aside"), text);
    Files.move(
        aside,
        base.resolve("apis").resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void serve(String name, String text) throws IOException {
    write(name, text);
    awaitServing("apis/" + name, text);
    Awaiting.until("a revision is written", () -> newest() > 0);
  }

  private void awaitServing(String file, String text) {
    Awaiting.until(file + " serves " + text, () -> text.equals(serving.get(file)));
  }

  private long newest() {
    return rollbacks.all().stream().mapToLong(RevisionSummary::number).findFirst().orElse(0);
  }

  /** The number of the revision that is the last change of a file. */
  private long awaitRevisionOf(FileChange change) {
    Awaiting.until(
        "a revision of " + change,
        () -> rollbacks.all().stream().anyMatch(r -> r.changes().contains(change)));
    return rollbacks.all().stream()
        .filter(r -> r.changes().contains(change))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private RollbackReport rollBack(long revision) throws Exception {
    return rollbacks.rollBack(revision, PATIENCE).toCompletableFuture().get();
  }

  private long prepare() throws IOException {
    serve("a.yaml", "a1");
    serve("b.yaml", "b1");
    long good = awaitRevisionOf(new FileChange("apis/b.yaml", Kind.ADDED));
    serve("a.yaml", "a2");
    serve("c.yaml", "c1");
    awaitRevisionOf(new FileChange("apis/c.yaml", Kind.ADDED));
    told.clear();
    return good;
  }

  @Test
  void filesAreTakenAsTheyWereAndLaterOnesGo() throws Exception {
    long good = prepare();

    RollbackReport report = rollBack(good);

    assertThat(serving).isEqualTo(new TreeMap<>(Map.of("apis/a.yaml", "a1", "apis/b.yaml", "b1")));
    assertThat(told).as("what is the same is not told of").containsExactly("apis/a.yaml");
    assertThat(report.outstanding()).isEmpty();
    assertThat(report.differing()).containsExactly("apis/a.yaml", "apis/c.yaml");
    assertThat(base.resolve("apis/a.yaml")).as("files are left alone").hasContent("a2");
    assertThat(rollbacks.pinned()).hasValue(good);
    assertThat(rollbacks.all().getFirst().rollbackTo()).hasValue(good);
    assertThat(rollbacks.status())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.state()).isEqualTo(State.DEGRADED);
              assertThat(entry.detail()).contains("rolled back to " + good);
              assertThat(entry.findings()).hasSize(2);
            });
  }

  @Test
  void theNextEditTakesWhatLiesInTheFolders() throws Exception {
    rollBack(prepare());
    told.clear();

    write("c.yaml", "c2");

    awaitServing("apis/c.yaml", "c2");
    awaitServing("apis/a.yaml", "a2");
    assertThat(told).containsExactlyInAnyOrder("apis/a.yaml", "apis/c.yaml");
    assertThat(rollbacks.pinned()).isEmpty();
    Awaiting.until(
        "the status says so", () -> rollbacks.status().getFirst().state() == State.SERVING);
  }

  @Test
  void removingAFileIsAnEditToo() throws Exception {
    rollBack(prepare());

    Files.delete(base.resolve("apis/b.yaml"));

    awaitServing("apis/a.yaml", "a2");
    Awaiting.until("b is gone", () -> !serving.containsKey("apis/b.yaml"));
  }

  @Test
  void aFileThatNothingReadsIsNoEdit() throws Exception {
    long good = prepare();
    rollBack(good);

    Files.writeString(base.resolve("apis/notes.txt"), "why we rolled back");
    folders.execute(() -> told.add("looked"));
    Awaiting.until("the watch has looked", () -> told.contains("looked"));
    RollbackReport again = rollBack(good);

    assertThat(again.differing()).containsExactly("apis/a.yaml", "apis/c.yaml");
    assertThat(serving).containsEntry("apis/a.yaml", "a1");
  }

  @Test
  void releasingTakesWhatLiesInTheFolders() throws Exception {
    rollBack(prepare());

    assertThat(rollbacks.release().toCompletableFuture().get()).isTrue();

    assertThat(serving).containsEntry("apis/a.yaml", "a2").containsEntry("apis/c.yaml", "c1");
    assertThat(rollbacks.release().toCompletableFuture().get()).isFalse();
  }

  @Test
  void holdsOverARestartUnlessAFileWasEdited() throws Exception {
    rollBack(prepare());
    folders.close();
    serving.clear();

    open();
    assertThat(serving).isEqualTo(new TreeMap<>(Map.of("apis/a.yaml", "a1", "apis/b.yaml", "b1")));
    folders.close();
    serving.clear();
    write("b.yaml", "b2");

    open();
    assertThat(serving)
        .isEqualTo(
            new TreeMap<>(Map.of("apis/a.yaml", "a2", "apis/b.yaml", "b2", "apis/c.yaml", "c1")));
  }

  @Test
  void anotherRollbackTakesTheFirstOnesPlace() throws Exception {
    long good = prepare();
    long later = newest();
    rollBack(good);

    RollbackReport forth = rollBack(later);

    assertThat(serving).containsEntry("apis/a.yaml", "a2").containsEntry("apis/c.yaml", "c1");
    assertThat(forth.differing()).isEmpty();
    assertThat(rollbacks.status().getFirst().state()).isEqualTo(State.SERVING);
  }

  @Test
  void aRevisionThatIsNotThereChangesNothing() throws Exception {
    prepare();

    assertThatThrownBy(() -> rollBack(4711))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(RevisionException.class)
        .hasMessageContaining("There is no revision 4711: those from 1 to ");
    assertThat(serving).containsEntry("apis/a.yaml", "a2");
  }

  @Test
  void oneThatFailsLeavesAnotherInForce() throws Exception {
    long good = prepare();
    rollBack(good);

    assertThatThrownBy(() -> rollBack(4711)).cause().isInstanceOf(RevisionException.class);
    folders.execute(() -> told.add("looked"));
    Awaiting.until("the watch has looked", () -> told.contains("looked"));

    assertThat(rollbacks.pinned()).hasValue(good);
    assertThat(serving).containsEntry("apis/a.yaml", "a1");
    assertThat(base.resolve("data/revisions/pinned")).exists();
  }

  @Test
  void oneThatAnotherEndsIsNotReportedAsDone() throws Exception {
    long good = prepare();
    serve("b.yaml", "b2");
    long later = awaitRevisionOf(new FileChange("apis/b.yaml", Kind.CHANGED));
    stubborn = "a1";

    CompletableFuture<RollbackReport> first =
        rollbacks.rollBack(good, PATIENCE).toCompletableFuture();
    RollbackReport second = rollBack(later);

    assertThat(second.outstanding()).isEmpty();
    assertThatThrownBy(first::get)
        .cause()
        .hasMessageContaining("was ended")
        .hasMessageContaining(later + " was rolled back to");
  }

  @Test
  void whatDoesNotServeInTimeIsOutstanding() throws Exception {
    long good = prepare();
    stubborn = "a1";

    RollbackReport report =
        rollbacks.rollBack(good, Duration.ofMillis(200)).toCompletableFuture().get();

    assertThat(report.outstanding()).containsExactly("apis/a.yaml");
  }

  @Test
  void aCopyOfTheInstallationGoesOnWithIt() throws Exception {
    rollBack(prepare());
    folders.close();
    serving.clear();
    Path file = base.resolve("apis/a.yaml");
    Files.setLastModifiedTime(
        file,
        FileTime.from(Files.getLastModifiedTime(file).to(TimeUnit.SECONDS), TimeUnit.SECONDS));

    open();

    assertThat(serving).containsEntry("apis/a.yaml", "a1");
  }

  @Test
  void aRevisionThatIsNotWholeChangesNothing() throws Exception {
    long good = prepare();
    try (Stream<Path> contents = Files.list(base.resolve("data/revisions/contents"))) {
      for (Path content : contents.toList()) {
        if (text(content).equals("b1")) {
          Files.writeString(content, "damaged");
        }
      }
    }

    assertThatThrownBy(() -> rollBack(good))
        .cause()
        .hasMessageContaining("not whole")
        .hasMessageContaining("apis/b.yaml");
    assertThat(serving).containsEntry("apis/a.yaml", "a2");
    assertThat(rollbacks.pinned()).isEmpty();
  }

  @Test
  void comparesRevisionsAndFolders() throws Exception {
    long good = prepare();
    write("b.yaml", "broken");
    Awaiting.until("it is told", () -> told.contains("apis/b.yaml"));

    assertThat(rollbacks.differences(new Side.Serving(), new Side.Folders()))
        .singleElement()
        .satisfies(
            difference ->
                assertThat(difference.lines())
                    .containsSequence("-b1", "+broken")
                    .contains("+++ apis/b.yaml\tin the folders"));
    assertThat(rollbacks.differences(new Side.Numbered(good), new Side.Serving()))
        .extracting(FileDifference::file, FileDifference::kind)
        .containsExactly(tuple("apis/a.yaml", Kind.CHANGED), tuple("apis/c.yaml", Kind.ADDED));
  }
}
