package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.check.Mistakes;
import io.gatehouse.it.harness.Distribution;
import org.junit.jupiter.api.Test;

class CheckIT {

  private final Mistakes mistakes = new Mistakes(Distribution.ofThisBuild());

  @Test
  void aFolderWithoutMistakesIsGood() {
    Mistakes.Checked checked = mistakes.check(true);

    assertThat(checked.exitCode()).as(checked.output()).isZero();
  }

  @Test
  void everyMistakeIsFoundWithItsPlaceAndWhatToWriteInstead() {
    Mistakes.Checked checked = mistakes.check(false);

    assertThat(checked.missed()).as(checked.output()).isEmpty();
    assertThat(checked.expected()).hasSizeGreaterThanOrEqualTo(30);
    assertThat(checked.exitCode()).isEqualTo(1);
  }
}
