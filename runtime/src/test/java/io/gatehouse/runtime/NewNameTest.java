package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewNameTest {

  @ParameterizedTest
  @CsvSource({
    "tier,Tier,tier",
    "mask-fields,MaskFields,maskfields",
    "v2-view,V2View,v2view",
    "new,New,newbundle"
  })
  void givesJavaItsNames(String text, String type, String packagePart) {
    NewName name = new NewName(text);

    assertThat(name.type()).isEqualTo(type);
    assertThat(name.packagePart()).isEqualTo(packagePart);
  }

  @ParameterizedTest
  @CsvSource({
    "MyPolicy,my-policy",
    "my_policy,my-policy",
    "my--policy,my-policy",
    "-x,x",
    "9lives,lives",
    "a/../b,a-b",
    "%,my-policy"
  })
  void namesWhatWouldDo(String text, String suggested) {
    assertThatThrownBy(() -> new NewName(text))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("first: " + suggested + ".");
  }
}
