package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedFolderTest {

  @TempDir Path work;

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(work.resolve("checked"));
  }

  private Path put(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  @Test
  void showsAnInstanceWithoutWhatAGatewayWrites() throws IOException {
    put("apis/orders.yaml");
    put("certs/server.pem");
    put("data/gatehouse.pid");
    put("log/gatehouse.log");

    CheckedFolder checked = CheckedFolder.of(folder);

    assertThat(checked.links())
        .isEqualTo(Map.of("apis", folder.resolve("apis"), "certs", folder.resolve("certs")));
    assertThat(checked.inOwnTerms("apis/orders.yaml:1:1 api: wrong"))
        .isEqualTo("apis/orders.yaml:1:1 api: wrong");
  }

  @Test
  void putsLooseFilesWhereTheyBelong() throws IOException {
    put("orders.yaml");
    put("gatehouse.yaml");
    put("tier.js");
    put("tier.test.yaml");
    put("extra.jar");
    put("notes.txt");
    put(".hidden.yaml");

    CheckedFolder checked = CheckedFolder.of(folder);

    assertThat(checked.links().keySet())
        .containsExactlyInAnyOrder(
            "apis/orders.yaml",
            "etc/gatehouse.yaml",
            "policies/tier.js",
            "policies/tier.test.yaml",
            "deploy/extra.jar");
    assertThat(checked.inOwnTerms("apis/orders.yaml:1:1 x: see apis/y\netc/gatehouse.yaml:2 z"))
        .isEqualTo("orders.yaml:1:1 x: see apis/y\ngatehouse.yaml:2 z");
  }

  @Test
  void mirrorsByLinks() throws IOException {
    put("apis/orders.yaml");
    Path base = work.resolve("base");

    CheckedFolder.of(folder).mirror(base);

    assertThat(base.resolve("apis/orders.yaml")).hasContent("apis/orders.yaml");
    assertThat(base.resolve("apis")).isSymbolicLink();
  }

  @Test
  void refusesWhereThereIsNothing() throws IOException {
    put("notes.txt");
    assertThatThrownBy(() -> CheckedFolder.of(folder))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("nothing to check");
  }
}
