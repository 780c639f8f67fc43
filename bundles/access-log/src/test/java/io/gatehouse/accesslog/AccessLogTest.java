package io.gatehouse.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.MutableClock;
import io.gatehouse.testsupport.RecordBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

  @TempDir private Path base;

  @Test
  void everyExchangeIsOneLineOnceTheLogIsClosed() throws IOException, InterruptedException {
    int loops = 4;
    int each = 10_000;
    AccessLog log = open();
    CountDownLatch done = new CountDownLatch(loops);
    try (ExecutorService threads = Executors.newFixedThreadPool(loops)) {
      for (int loop = 0; loop < loops; loop++) {
        int number = loop;
        threads.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                log.completed(new RecordBuilder().id(number + "-" + i).build());
              }
              done.countDown();
            });
      }
      done.await();
    }
    log.close();

    assertThat(ids(file())).hasSize(loops * each).doesNotHaveDuplicates();
  }

  @Test
  void linesOfOneLoopStayInOrder() throws IOException {
    AccessLog log = open();
    for (int i = 0; i < 5_000; i++) {
      log.completed(new RecordBuilder().id(Integer.toString(i)).build());
    }
    log.close();

    assertThat(ids(file()).stream().map(Integer::valueOf)).isSorted().hasSize(5_000);
  }

  @Test
  void linesAreThereSoonWithoutClosing() throws IOException {
    AccessLog log = open();
    log.completed(new RecordBuilder().id("soon").build());

    Awaiting.until("the line is written", () -> ids(file()).contains("soon"));
    log.close();
  }

  @Test
  void beginsANewFileWhenTheOldOneIsMovedOrDeleted() throws IOException {
    AccessLog log = open();
    write(log, "first");
    Files.move(file(), base.resolve("log/access.log.1"));
    Awaiting.until(
        "a new file",
        () -> {
          log.completed(new RecordBuilder().id("second").build());
          return Files.exists(file());
        });
    Files.delete(file());
    Awaiting.until(
        "another new file",
        () -> {
          log.completed(new RecordBuilder().id("third").build());
          return Files.exists(file());
        });
    log.close();

    assertThat(ids(base.resolve("log/access.log.1"))).startsWith("first").doesNotContain("third");
    assertThat(ids(file())).contains("third").doesNotContain("first");
  }

  @Test
  void goesOnInTheSameFileAfterItIsTruncated() throws IOException {
    AccessLog log = open();
    write(log, "first");
    Files.write(file(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    write(log, "second");
    log.close();

    assertThat(ids(file())).containsExactly("second");
  }

  @Test
  void aLineThatAKilledProcessLeftTornStaysAlone() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"ts\":\"20");
    AccessLog log = open();
    log.completed(new RecordBuilder().id("next").build());
    log.close();

    assertThat(Files.readAllLines(file())).hasSize(2).element(0).isEqualTo("{\"ts\":\"20");
  }

  @Test
  void linesWaitWhileTheFileCannotBeWritten() throws IOException {
    Files.createDirectories(file());
    AccessLog log = open();
    log.completed(new RecordBuilder().id("early").build());
    Awaiting.until("the failure shows", () -> log.status().getFirst().state() == State.DEGRADED);
    assertThat(log.status().getFirst().detail()).contains("access.log").contains("cannot be");

    Files.delete(file());
    Awaiting.until("it recovers", () -> log.status().getFirst().state() == State.SERVING);
    log.close();

    assertThat(ids(file())).containsExactly("early");
  }

  @Test
  void whatDoesNotFitIsCountedAndNeverWaitedFor() throws IOException {
    Files.createDirectories(file());
    LogWriter writer = new LogWriter(file(), rotation(1 << 30, 10), InstantSource.system(), 1_024);
    for (int i = 0; i < 1_500; i++) {
      writer.add(new RecordBuilder().build());
    }

    assertThat(writer.dropped()).isEqualTo(476);
    writer.start();
    writer.close();
    assertThat(writer.dropped()).isEqualTo(1_500);
  }

  @Test
  void leavesNoThreadBehind() {
    AccessLog log = open();
    log.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.getName().equals("gatehouse-access-log") && t.isAlive());
  }

  @Test
  void touchesNothingWhenOffOrOnlyChecking() {
    GatewaySettings.AccessLog off = new GatewaySettings.AccessLog(false, Path.of("log/access.log"));
    GatewaySettings.AccessLog on = new GatewaySettings.AccessLog(true, Path.of("log/access.log"));

    for (AccessLog log : List.of(new AccessLog(off, base, false), new AccessLog(on, base, true))) {
      log.completed(new RecordBuilder().build());
      assertThat(log.status()).isEmpty();
      log.close();
    }
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void beginsANewFileAtTheSizeAndKeepsSoMany() throws IOException {
    LogWriter writer =
        new LogWriter(file(), rotation(64 * 1024, 3), InstantSource.system(), 65_536);
    writer.start();
    int count = 20_000;
    String last = Integer.toString(count - 1);
    for (int i = 0; i < count; i++) {
      writer.add(new RecordBuilder().id(Integer.toString(i)).build());
    }
    Awaiting.until(
        "everything is written",
        () ->
            ids(file()).contains(last)
                || (!closed().isEmpty() && ids(closed().getLast()).contains(last)));
    writer.close();

    assertThat(writer.dropped()).isZero();
    List<Path> closed = closed();
    assertThat(closed).hasSize(3);
    List<Integer> kept = new ArrayList<>();
    for (Path file : closed) {
      assertThat(Files.size(file)).isBetween(64L * 1024, 1024L * 1024);
      ids(file).forEach(id -> kept.add(Integer.valueOf(id)));
    }
    ids(file()).forEach(id -> kept.add(Integer.valueOf(id)));
    // the newest, none lost in between
    assertThat(kept).isSorted().doesNotHaveDuplicates().contains(count - 1);
    assertThat(kept.getLast() - kept.getFirst()).isEqualTo(kept.size() - 1);
  }

  @Test
  void beginsANewFileWhenTheOldOneIsOfAge() throws IOException {
    MutableClock clock = MutableClock.at(Instant.now());
    LogWriter writer = new LogWriter(file(), rotation(1 << 30, 3), clock, 1_024);
    writer.start();
    writer.add(new RecordBuilder().id("first").build());
    Awaiting.until("the first line", () -> ids(file()).contains("first"));

    clock.advance(Duration.ofHours(1));
    Awaiting.until("the file is closed", () -> closed().size() == 1);
    writer.add(new RecordBuilder().id("second").build());
    writer.close();

    assertThat(ids(closed().getFirst())).containsExactly("first");
    assertThat(ids(file())).containsExactly("second");
  }

  @Test
  void deletesNoFilesButItsOwn() throws IOException {
    Files.createDirectories(file().getParent());
    List<String> others =
        List.of("access.log.1", "access.2026.log", "access.20260101T000000Z.log.gz", "other.log");
    for (String other : others) {
      Files.writeString(file().resolveSibling(other), "theirs");
    }
    LogWriter writer = new LogWriter(file(), rotation(1024, 1), InstantSource.system(), 1_024);
    writer.start();
    for (int i = 0; i < 200; i++) {
      writer.add(new RecordBuilder().build());
      Awaiting.until("written", () -> writer.failure() == null);
    }
    writer.close();

    for (String other : others) {
      assertThat(file().resolveSibling(other)).hasContent("theirs");
    }
    assertThat(closed()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void leavesALinkWhereItIs() throws IOException {
    Files.createDirectories(file().getParent());
    Path elsewhere = Files.createFile(base.resolve("elsewhere.log"));
    Files.createSymbolicLink(file(), elsewhere);
    LogWriter writer = new LogWriter(file(), rotation(16, 1), InstantSource.system(), 1_024);
    writer.start();
    writer.add(new RecordBuilder().id("linked").build());
    writer.close();

    assertThat(file()).isSymbolicLink();
    assertThat(ids(elsewhere)).containsExactly("linked");
    assertThat(closed()).isEmpty();
  }

  private static GatewaySettings.Rotation rotation(long bytes, int keep) {
    return new GatewaySettings.Rotation(new ByteSize(bytes), Duration.ofHours(1), keep);
  }

  private List<Path> closed() throws IOException {
    Files.createDirectories(file().getParent());
    try (Stream<Path> files = Files.list(file().getParent())) {
      return files
          .filter(
              f -> f.getFileName().toString().matches("access\\.\\d{8}T\\d{6}Z(_\\d{4})?\\.log"))
          .sorted()
          .toList();
    }
  }

  private AccessLog open() {
    return new AccessLog(
        new GatewaySettings.AccessLog(true, Path.of("log/access.log")), base, false);
  }

  private Path file() {
    return base.resolve("log/access.log");
  }

  private void write(AccessLog log, String id) throws IOException {
    log.completed(new RecordBuilder().id(id).build());
    Awaiting.until(id + " is written", () -> ids(file()).contains(id));
  }

  private static List<String> ids(Path file) throws IOException {
    try {
      return Files.readAllLines(file).stream()
          .map(ID::matcher)
          .filter(Matcher::find)
          .map(matcher -> matcher.group(1))
          .toList();
    } catch (NoSuchFileException notYet) {
      return List.of();
    }
  }
}
