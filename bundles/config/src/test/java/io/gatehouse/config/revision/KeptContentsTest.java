package io.gatehouse.config.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptContentsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");

  @TempDir Path base;
  private Path orders;

  @BeforeEach
  void prepare() throws IOException {
    for (String folder : new String[] {"apis", "etc", "etc/tls", "etc/secrets", "policies/lib"}) {
      Files.createDirectories(base.resolve(folder));
    }
    orders = write("apis/orders.yaml", "one");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(base.resolve(name), text);
  }

  private KeptContents start() {
    KeptContents started = new KeptContents(base, () -> NOW);
    started.begin();
    return started;
  }

  private static void serve(KeptContents contents, Path file) {
    contents.changed(file);
    contents.serves(file, contents.taken(file));
    contents.publish();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  @Test
  void whatIsTakenStaysAsItWasUntilTheFileIsToldOfAgain() throws IOException {
    KeptContents contents = start();
    Path taken = contents.taken(orders);
    write("apis/orders.yaml", "two");

    assertThat(text(taken)).isEqualTo("one");
    assertThat(contents.taken(orders)).isEqualTo(taken);

    contents.changed(orders);
    assertThat(text(contents.taken(orders))).isEqualTo("two");
  }

  @Test
  void theNextStartKnowsWhatServed() throws IOException {
    serve(start(), orders);
    write("apis/orders.yaml", "two");

    KeptContents next = start();

    assertThat(next.before(orders)).hasValueSatisfying(kept -> assertThat(kept).hasContent("one"));
    assertThat(text(next.taken(orders))).isEqualTo("two");
  }

  @Test
  void whatWasTakenAndNeverServedIsNotWhatServed() throws IOException {
    KeptContents contents = start();
    serve(contents, orders);
    write("apis/orders.yaml", "broken");
    contents.changed(orders);
    contents.taken(orders);
    contents.publish();

    assertThat(start().before(orders))
        .hasValueSatisfying(kept -> assertThat(kept).hasContent("one"));
  }

  @Test
  void aFileThatWentIsForgottenByTheStartAfter() throws IOException {
    KeptContents contents = start();
    serve(contents, orders);
    contents.gone(orders);
    contents.publish();

    assertThat(start().before(orders)).isEmpty();
  }

  @Test
  void whatWasTakenAwayIsNotBroughtBackByAnotherOfItsName() throws IOException {
    serve(start(), orders);
    KeptContents next = start();
    next.gone(orders);
    write("apis/orders.yaml", "broken");

    assertThat(next.before(orders)).isEmpty();
  }

  @Test
  void aFileThatWentWhileNothingRanIsForgottenToo() throws IOException {
    serve(start(), orders);
    Files.delete(orders);

    KeptContents next = start();
    next.keepOnly(base.resolve("apis"), name -> name.endsWith(".yaml"), Set.of());
    next.publish();

    assertThat(start().before(orders)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/tls/server.key", "etc/secrets/token", "etc/logback.xml"})
  void secretsAndTheLikeAreNotCopied(String name) throws IOException {
    Path file = write(name, "secret");
    KeptContents contents = start();

    assertThat(contents.taken(file)).isEqualTo(file);
    serve(contents, file);
    assertThat(base.resolve("data")).doesNotExist();
  }

  @Test
  void aRevisionIsWrittenOnlyWhenOthersServe() throws IOException {
    KeptContents contents = start();
    serve(contents, orders);
    serve(contents, orders);

    assertThat(base.resolve("data/revisions/000001.sha256")).exists();
    assertThat(base.resolve("data/revisions/000002.sha256")).doesNotExist();

    write("apis/orders.yaml", "two");
    serve(contents, orders);
    assertThat(base.resolve("data/revisions/000002.sha256")).exists();
  }

  @Test
  void aRevisionThatWasCutOffDoesNotCount() throws IOException {
    KeptContents contents = start();
    serve(contents, orders);
    write("apis/orders.yaml", "two");
    serve(contents, orders);
    Path last = base.resolve("data/revisions/000002.sha256");
    Files.writeString(last, text(last).substring(0, 60));

    assertThat(start().before(orders))
        .hasValueSatisfying(kept -> assertThat(kept).hasContent("one"));
  }

  @Test
  void aContentThatIsDamagedIsNotUsed() throws IOException {
    serve(start(), orders);
    try (Stream<Path> kept = Files.list(base.resolve("data/revisions/contents"))) {
      Files.writeString(kept.findFirst().orElseThrow(), "damaged");
    }

    assertThat(start().before(orders)).isEmpty();
  }

  @Test
  void oldRevisionsGoWithWhatOnlyTheyHeld() throws IOException {
    KeptContents contents = start();
    for (int i = 0; i <= RevisionLog.KEPT + 4; i++) {
      write("apis/orders.yaml", "version " + i);
      serve(contents, orders);
    }
    contents.tidy();

    try (Stream<Path> kept = Files.list(base.resolve("data/revisions/contents"))) {
      assertThat(kept).hasSize(RevisionLog.KEPT);
    }
    assertThat(base.resolve("data/revisions/000005.sha256")).doesNotExist();
    assertThat(base.resolve("data/revisions/000006.sha256")).exists();
  }

  @Test
  void theRevisionThatIsRolledBackToStaysHoweverOldItIs() throws Exception {
    KeptContents contents = start();
    serve(contents, orders);
    contents.pinned().pin(1, new TreeMap<>());
    for (int i = 0; i <= RevisionLog.KEPT + 4; i++) {
      Path file = write("apis/more" + i + ".yaml", "version " + i);
      serve(contents, file);
    }
    contents.tidy();

    assertThat(base.resolve("data/revisions/000001.sha256")).exists();
    assertThat(base.resolve("data/revisions/000002.sha256")).doesNotExist();
    assertThat(start().pinned().number()).hasValue(1);
    assertThat(text(start().taken(orders))).isEqualTo("one");
  }

  @Test
  void aFileThatWentWhileItWasBroughtUpDoesNotServe() throws IOException {
    KeptContents contents = start();
    Path taken = contents.taken(orders);
    contents.gone(orders);
    contents.serves(orders, taken);
    contents.publish();

    assertThat(start().before(orders)).isEmpty();
  }

  @Test
  void aFileThatSeveralAreToldOfServesAllTheSame() throws IOException {
    KeptContents contents = start();
    Path taken = contents.taken(orders);
    contents.changed(orders);
    contents.serves(orders, taken);
    contents.publish();

    assertThat(start().before(orders)).isPresent();
  }

  @Test
  void aCopyThatAPowerCutDamagedIsMadeAnew() throws IOException {
    Path taken = start().taken(orders);
    Files.writeString(taken, "");

    assertThat(start().taken(orders)).hasContent("one");
  }

  @Test
  void textThatIsTooLargeToBeReadIsNotCopied() throws IOException {
    Path large = Files.write(base.resolve("apis/dump.json"), new byte[(4 << 20) + 1]);

    assertThat(start().taken(large)).isEqualTo(large);
  }

  @Test
  void copiesAreForNobodyElse() throws IOException {
    serve(start(), orders);

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(base.resolve("data/revisions"))))
        .isEqualTo("rwx------");
  }

  @Test
  void tidyingLeavesWhatWasTakenAndMayServe() throws IOException {
    KeptContents contents = start();
    serve(contents, orders);
    write("apis/orders.yaml", "two");
    contents.changed(orders);
    Path taken = contents.taken(orders);

    contents.tidy();

    assertThat(taken).hasContent("two");
    assertThat(contents.before(orders)).isEmpty();
    assertThat(start().before(orders)).isPresent();
  }

  @Test
  void whatCannotBeKeptIsReadWhereItIs() throws IOException {
    Files.writeString(base.resolve("data"), "a file where a folder should be");
    KeptContents contents = start();

    assertThat(contents.taken(orders)).isEqualTo(orders);
    serve(contents, orders);
    assertThat(contents.before(orders)).isEmpty();
  }
}
