package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemBundlesTest {

  @TempDir Path folder;

  private Path put(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  @Test
  void readsTheStartLevelFromTheFolder() throws IOException {
    Path scr = put("system/05/scr.jar");
    Path core = put("system/30/core.jar");
    Path config = put("system/30/config.jar");
    Path demo = put("demo/50/demo.jar");
    put("system/30/README.md");
    put("system/notes/x.jar");

    SystemBundles found =
        SystemBundles.in(List.of(folder.resolve("system"), folder.resolve("demo")));

    assertThat(found.byLevel())
        .containsExactly(
            Map.entry(5, List.of(scr)),
            Map.entry(30, List.of(config, core)),
            Map.entry(50, List.of(demo)));
    assertThat(found.highestLevel()).isEqualTo(50);
  }
}
