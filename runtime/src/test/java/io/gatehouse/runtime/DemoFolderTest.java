package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

  @TempDir Path folder;

  @Test
  void copiesWhatIsShippedAndLeavesAnEditedCopyAlone() throws IOException {
    Path shipped = folder.resolve("shipped");
    put(shipped, "etc/gatehouse.yaml", "listeners: []");
    put(shipped, "apis/orders.yaml", "api: orders");
    put(shipped, "data/gatehouse.pid", "1");
    put(shipped, "system/50/demo.jar", "");
    put(shipped, "WELCOME.txt", "edit ${demo}/apis/orders.yaml\n");
    Path copy = folder.resolve("copy");

    new DemoFolder(shipped, copy).prepare();
    put(copy, "apis/orders.yaml", "edited");
    new DemoFolder(shipped, copy).prepare();

    assertThat(copy.resolve("etc/gatehouse.yaml")).hasContent("listeners: []");
    assertThat(copy.resolve("apis/orders.yaml")).hasContent("edited");
    assertThat(copy.resolve("data")).doesNotExist();
    assertThat(copy.resolve("system")).doesNotExist();
    assertThat(copy.resolve("etc/tls/server.crt")).exists();
    assertThat(new DemoFolder(shipped, copy).welcome())
        .isEqualTo("edit " + copy + "/apis/orders.yaml\n");
  }

  private static void put(Path base, String name, String content) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
