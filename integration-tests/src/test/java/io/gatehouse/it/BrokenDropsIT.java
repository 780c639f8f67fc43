package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.broken.BrokenDrops;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A broken file leaves the good one serving; the same run as the proof, with less load. */
class BrokenDropsIT {

  @TestFactory
  Stream<DynamicTest> whatIsBrokenHarmsNobody() {
    List<BrokenDrops.Result> results;
    try (BrokenDrops drops = new BrokenDrops(1, false)) {
      results = drops.run();
    }
    return results.stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.title(), () -> assertThat(result.violations()).isEmpty()));
  }
}
