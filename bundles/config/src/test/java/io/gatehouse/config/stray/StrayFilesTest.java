package io.gatehouse.config.stray;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.testsupport.FakeDropFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrayFilesTest {

  private static final String DEFINITION = "api: a\nto: { upstream: b }\n";

  @TempDir private Path base;

  private List<Finding> found(String... names) throws IOException {
    for (String name : names) {
      Path file = base.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, DEFINITION);
    }
    FakeDropFolders folders = new FakeDropFolders(base);
    new StrayFiles(folders).watch();
    return folders.findings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          etc/consumer.yaml        | Rename it to consumers.yaml
          etc/gatehouse.conf       | Rename it to gatehouse.yaml
          etc/Gatehouse.yaml       | Rename it to gatehouse.yaml
          etc/gatehouse.yaml.txt   | Rename it to gatehouse.yaml
          etc/orders.yaml          | belongs to apis/
          apis/orders.yaml.txt     | Rename it to orders.yaml
          apis/tier.js             | Move it to policies/.
          apis/sub/orders.yaml     | Move it to apis/.
          policies/tier.ts         | Compile it to tier.js
          policies/orders.yaml     | Move it to apis/.
          policies/tier/tier.js    | Move it to policies/.
          deploy/bundle.zip        | the ending .jar
          etc/gatehouse.xml        | Rename it to gatehouse.yaml
          deploy/sub/bundle.jar    | Move it to deploy/.
          api/orders.yaml          | Rename it to apis
          gatehouse.yaml           | Move it to etc/.
          """)
  void tellsOfWhatNobodyReads(String name, String remedy) throws IOException {
    assertThat(found(name))
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).contains(remedy).endsWith("."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etc/gatehouse.yml",
        "etc/gatehouse.env",
        "etc/gatehouse.p12",
        "etc/consumers.json",
        "etc/server.crt",
        "etc/secrets/gatehouse.yaml",
        "etc/logback.xml",
        "apis/orders.yml",
        "apis/README.md",
        "apis/.hidden.txt",
        "apis/orders.yaml~",
        "apis/orders.yaml.error",
        "apis/orders.part",
        "apis/schemas/order.xsd",
        "policies/tier.mjs",
        "policies/lib/mask.js",
        "policies/gatehouse.d.ts",
        "policies/jsconfig.json",
        "deploy/bundle.jar",
        "deploy/orders.yaml",
        "deploy/orders.xml",
        "deploy/bundle.jar.tmp",
        "docs/orders.yaml",
        "docker-compose.yaml"
      })
  void leavesAloneWhatIsReadOrForOthers(String name) throws IOException {
    assertThat(found(name)).isEmpty();
  }

  @Test
  void knowsWhatADefinitionRefersTo() throws IOException {
    Files.createDirectories(base.resolve("apis"));
    Files.writeString(base.resolve("apis/a.yaml"), "to: { soap: { wsdl: legacy.wsdl } }");

    assertThat(found("apis/legacy.wsdl")).isEmpty();
    assertThat(found("apis/other.wsdl")).hasSize(1);
  }

  @Test
  void tellsOfALinkThatLeadsNowhere() throws IOException {
    Files.createDirectories(base.resolve("apis"));
    Files.createSymbolicLink(base.resolve("apis/a.yaml"), Path.of("gone.yaml"));

    assertThat(found()).extracting(Finding::problem).containsExactly("the link leads to no file");
  }

  @Test
  void takesBackWhatIsMended() throws IOException {
    Path stray = base.resolve("apis/a.txt");
    Files.createDirectories(base.resolve("apis"));
    Files.writeString(stray, DEFINITION);
    FakeDropFolders folders = new FakeDropFolders(base);
    new StrayFiles(folders).watch();
    assertThat(folders.findings()).hasSize(1);

    Files.delete(stray);
    folders.gone(stray);

    assertThat(folders.findings()).isEmpty();
  }
}
