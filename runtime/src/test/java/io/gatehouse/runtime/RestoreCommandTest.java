package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RestoreCommandTest {

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();
  private Path base = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void instance() throws IOException {
    base = folder.resolve("base");
    file = folder.resolve("b.tar.gz");
    Files.createDirectories(base.resolve("apis"));
    Files.createDirectories(base.resolve("data"));
    Files.writeString(base.resolve("apis/mine.yaml"), "api: mine\n");
    Files.writeString(base.resolve("data/admin.token"), "token");
    Files.writeString(base.resolve("data/state"), "old");
  }

  private int restore() {
    CommandLine line = CommandLineTool.create(new Surroundings(folder.resolve("home"), Map.of()));
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(err, true));
    return line.execute("restore", file.toString(), "--base", base.toString());
  }

  /** Everything there is around the instance, but for the backup. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.filter(f -> !f.equals(file)).toList()) {
        boolean regular = Files.isRegularFile(each);
        content.put(folder.relativize(each).toString(), regular ? Files.readString(each) : "");
      }
    }
    content.keySet().removeIf(name -> name.matches("base/(?:log|etc|policies|deploy|data/.*lock)"));
    return content;
  }

  private static TarArchive backup() {
    return TarArchive.ofFormat("1");
  }

  static Stream<Arguments> hostile() {
    String deep = "apis/" + "d/".repeat(2500) + "x";
    return Stream.of(
        Arguments.of("leads out", backup().file("../x", "x").end()),
        Arguments.of("leads out", backup().file("apis/../../x", "x").end()),
        Arguments.of("leads out", backup().file("/etc/passwd", "x").end()),
        Arguments.of("leads out", backup().file("apis//x", "x").end()),
        Arguments.of("leads out", backup().file("./apis/x", "x").end()),
        Arguments.of("leads out", backup().file("apis/.", "x").end()),
        Arguments.of("leads out", backup().folder("..").end()),
        Arguments.of("leads out", backup().file("", "x").end()),
        Arguments.of("none of the folders", backup().file("bin/gatehouse", "x").end()),
        Arguments.of("none of the folders", backup().file("apis\\..\\x", "x").end()),
        Arguments.of("none that a backup has", backup().file("data/gatehouse.lock", "x").end()),
        Arguments.of("none that a backup has", backup().file("data/admin.token", "x").end()),
        Arguments.of(
            "none that a backup has", backup().file("etc/.gatehouse-restore/old/x", "x").end()),
        Arguments.of("no name for a file", backup().file("apis/a\nb", "x").end()),
        Arguments.of("no name for a file", pax("path=apis/" + "x".repeat(300))),
        Arguments.of("has 5006 characters", pax("path=" + deep)),
        Arguments.of("leads out", pax("path=../../x")),
        Arguments.of("says 'linkpath", pax("linkpath=/etc/passwd")),
        Arguments.of("says 'size", pax("size=99999999999")),
        Arguments.of("extended header is damaged", paxRecord("9999 path=x\n")),
        Arguments.of("extended header is damaged", paxRecord("x path=x\n")),
        Arguments.of("extended header is damaged", paxRecord("-5 path=x\n")),
        Arguments.of("extended header has", paxRecord("x".repeat(70_000))),
        Arguments.of("is a symbolic link", backup().entry("apis/x", '2', "").end()),
        Arguments.of("is a hard link", backup().entry("apis/x", '1', "").end()),
        Arguments.of("is a device", backup().entry("apis/x", '3', "").end()),
        Arguments.of("is a pipe", backup().entry("apis/x", '6', "").end()),
        Arguments.of("kind 'L'", backup().entry("././@LongLink", 'L', "apis/x").end()),
        Arguments.of("is there twice", backup().file("apis/x", "1").file("apis/x", "2").end()),
        Arguments.of("folder that is not there", backup().file("apis/a/b", "1").end()),
        Arguments.of(
            "folder that is not there", backup().file("apis/a", "1").file("apis/a/b", "2").end()),
        Arguments.of("is not a folder", backup().file("apis", "1").end()),
        Arguments.of("has content", backup().entry("apis/x", TarField.FOLDER, "1").end()),
        Arguments.of("damaged at", backup().entry("apis/x", '0', "1", "zzz").end()),
        Arguments.of("damaged at", backup().entry("apis/x", '0', "1", "-1").end()),
        Arguments.of("is refused", backup().entry("apis/x", '0', "1", "77777777777").end()),
        Arguments.of("cut off", backup().entry("apis/x", '0', "1", "7777").end()),
        Arguments.of("cut off", backup().file("apis/x", "1")),
        Arguments.of("cut off", backup().file("apis/x", "1").raw(new byte[512])),
        Arguments.of("behind its end", backup().end().file("apis/x", "1")),
        Arguments.of("behind its end", backup().raw(new byte[512]).file("apis/x", "1").end()),
        Arguments.of("cut off", new TarArchive()),
        Arguments.of("is empty", new TarArchive().end()),
        Arguments.of("no backup of Gatehouse", new TarArchive().file("apis/x", "1").end()),
        Arguments.of("no backup of Gatehouse", new TarArchive().folder(BackupFormat.LABEL).end()),
        Arguments.of("label has no format", TarArchive.ofFormat("zero").end()),
        Arguments.of("label has no format", TarArchive.ofFormat("-1").end()),
        Arguments.of(
            "no backup of Gatehouse",
            new TarArchive().file(BackupFormat.LABEL, "#".repeat(5000)).end()),
        Arguments.of("label is damaged", TarArchive.ofFormat("\\u00zz").end()),
        Arguments.of("it has format 2, made by Gatehouse 9.9", TarArchive.ofFormat("2").end()));
  }

  private static TarArchive pax(String record) {
    int length = record.length() + 2;
    length += Integer.toString(length + 4).length();
    return paxRecord(length + " " + record + "\n");
  }

  private static TarArchive paxRecord(String record) {
    return backup().entry("path", TarField.EXTENDED, record).file("apis/x", "x").end();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void refusesWhatIsNoBackupAndChangesNothing(String reason, TarArchive archive)
      throws IOException {
    archive.writeTo(file);
    Map<String, String> before = everything();

    assertThat(restore()).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).contains("Nothing is restored").contains(reason);
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not gzip at all", "\u001f"})
  void refusesWhatIsNotCompressed(String content) throws IOException {
    Files.writeString(file, content);
    Map<String, String> before = everything();

    assertThat(restore()).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(file + " is refused");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void refusesWhatWasCutOffAnywhere() throws IOException {
    byte[] whole =
        backup().folder("apis").file("apis/x", "x").file("data/state", "new").end().compressed();
    Map<String, String> before = everything();
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThat(restore()).as("cut at " + length).isEqualTo(ExitCode.FAILED);
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void replacesWhatIsThereButForWhatNoBackupHas() throws IOException {
    backup()
        .folder("apis")
        .file("apis/x.yaml", "api: x\n")
        .file("data/state", "new")
        .end()
        .writeTo(file);

    assertThat(restore()).as(err.toString()).isZero();

    assertThat(base.resolve("apis/mine.yaml")).doesNotExist();
    assertThat(base.resolve("apis/x.yaml")).hasContent("api: x");
    assertThat(base.resolve("data/state")).hasContent("new");
    assertThat(base.resolve("data/admin.token")).hasContent("token");
    assertThat(RestoreMark.of(base)).doesNotExist();
  }

  @Test
  void waitsForNobodyButRefusesWhereAGatewayRuns() throws IOException {
    backup().file("apis/x.yaml", "api: x\n").end().writeTo(file);
    try (InstanceLock _ = InstanceLock.take(new Instance(folder, base))) {
      assertThat(restore()).isEqualTo(ExitCode.ALREADY_RUNNING);
    }
    assertThat(base.resolve("apis/mine.yaml")).exists();
    assertThat(base.resolve("apis/x.yaml")).doesNotExist();
  }

  @Test
  void takesEverythingBackWhereOneMoveFails() throws IOException {
    // the folder of another folder: it is in the way and may not be replaced
    Path etc = Files.createDirectories(folder.resolve("etc-gatehouse"));
    Files.writeString(etc.resolve("gatehouse.yaml"), "drain: 5s\n");
    Files.createDirectories(etc.resolve("policies"));
    Files.writeString(etc.resolve("policies/mine.js"), "mine");
    Files.createSymbolicLink(base.resolve("etc"), etc);
    Files.createSymbolicLink(base.resolve("policies"), etc.resolve("policies"));
    backup()
        .folder("etc/policies")
        .file("etc/policies/x", "x")
        .file("apis/x", "x")
        .end()
        .writeTo(file);
    Map<String, String> before = everything();

    assertThat(restore()).isEqualTo(ExitCode.FAILED);

    assertThat(everything()).isEqualTo(before);
    assertThat(etc.resolve("policies/mine.js")).hasContent("mine");
  }

  @Test
  void oneThatWasCutOffKeepsTheGatewayFromStarting() throws IOException {
    Instance instance = new Instance(folder, base);
    Files.writeString(RestoreMark.of(base), "");

    assertThatThrownBy(() -> RestoreMark.refuseCutOff(instance))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("was cut off");

    backup().file("apis/x.yaml", "api: x\n").end().writeTo(file);
    assertThat(restore()).isZero();
    RestoreMark.refuseCutOff(instance);
  }

  @Test
  void whatACutOffRestorePutAsideStaysUntilOneSucceeds() throws IOException {
    Files.writeString(RestoreMark.of(base), "");
    Path going = UnpackedBackup.going(base.resolve("apis"));
    Files.createDirectories(going);
    Files.writeString(going.resolve("theirs.yaml"), "api: theirs\n");
    TarArchive.ofFormat("2").end().writeTo(file);

    assertThat(restore()).isEqualTo(ExitCode.FAILED);
    assertThat(going.resolve("theirs.yaml")).exists();

    backup().file("apis/x.yaml", "api: x\n").end().writeTo(file);
    assertThat(restore()).isZero();
    assertThat(base.resolve("apis/" + BackupFormat.ASIDE)).doesNotExist();
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(restore()).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("there is no file " + file);
  }
}
