package io.gatehouse.config.revision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.revision.FileDifference;
import io.gatehouse.api.revision.RevisionSummary.FileChange;
import io.gatehouse.api.revision.RevisionSummary.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTextTest {

  private static final FileChange CHANGE = new FileChange("deploy/x", Kind.CHANGED);

  @TempDir private Path folder;

  private FileDifference difference(byte @Nullable [] before, byte @Nullable [] after)
      throws IOException {
    return new FileText("revision 1", file("before", before))
        .differenceTo(new FileText("revision 2", file("after", after)), CHANGE);
  }

  private @Nullable Path file(String name, byte @Nullable [] content) throws IOException {
    return content == null ? null : Files.write(folder.resolve(name), content);
  }

  @Test
  void textIsComparedLineByLine() throws IOException {
    assertThat(difference("a\nb\nc\n".getBytes(UTF_8), "a\nB\nc\n".getBytes(UTF_8)).lines())
        .containsExactly(
            "--- deploy/x\trevision 1",
            "+++ deploy/x\trevision 2",
            "@@ -1,3 +1,3 @@",
            " a",
            "-b",
            "+B",
            " c");
  }

  @Test
  void aFileThatCameIsAllNew() throws IOException {
    assertThat(difference(null, "a\n".getBytes(UTF_8)).lines()).contains("+a").doesNotContain("-a");
  }

  @Test
  void whatIsNoTextIsToldByItsSize() throws IOException {
    FileDifference difference = difference(new byte[] {0, 1}, new byte[] {(byte) 0xff, 0, 3});

    assertThat(difference.lines()).isEmpty();
    assertThat(difference.detail()).isEqualTo("2 bytes revision 1 against 3 bytes revision 2");
  }

  @Test
  void tooMuchTextIsToldByItsSize() throws IOException {
    byte[] large = new byte[2 << 20];
    Arrays.fill(large, (byte) '\n');

    assertThat(difference(large, "a".getBytes(UTF_8)).detail()).startsWith("2097152 bytes");
  }

  @Test
  void whatIsNotThereAnyMoreIsSaid() {
    FileText gone = new FileText("revision 1", folder.resolve("gone"));

    assertThat(gone.differenceTo(new FileText("now", null), CHANGE).detail())
        .isEqualTo("what cannot be read any more revision 1 against nothing now");
  }
}
