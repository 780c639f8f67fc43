package io.gatehouse.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.testsupport.FakeDropFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitTest {

  @TempDir private Path base;

  @Test
  void whatAScriptIsToOfferIsToldWithTheScript() {
    Finding finding = new Finding(Place.of("apis/a.yaml"), "nobody offers it", "Mend it.");
    List<Wait> waits =
        List.of(
            new Wait(finding, Optional.of("policies/tier.js")),
            new Wait(finding, Optional.empty()));

    assertThat(Wait.told(waits)).hasSize(1);
    assertThat(Wait.findings(waits)).hasSize(2);
    assertThat(Wait.scripts(waits)).containsExactly("policies/tier.js");
  }

  @Test
  void aScriptIsKnownByItsFile() throws IOException {
    Files.createDirectories(base.resolve("policies"));
    Files.writeString(base.resolve("policies/tier.js"), "nonsense(");
    ScriptFiles scripts = new ScriptFiles(new FakeDropFolders(base));

    assertThat(scripts.of("tier")).contains("policies/tier.js");
    assertThat(scripts.of("teir")).isEmpty();
  }
}
