package io.gatehouse.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.exchange.Attribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeExchangeTest {

  @Test
  void endActionsRunInReverseOrderAndOnce() {
    FakeExchange exchange = new FakeExchange();
    List<String> ran = new ArrayList<>();
    exchange.onEnd(() -> ran.add("first"));
    exchange.onEnd(() -> ran.add("second"));

    exchange.end();
    exchange.end();
    exchange.onEnd(() -> ran.add("late"));

    assertThat(ran).containsExactly("second", "first", "late");
    assertThat(exchange.ended()).isTrue();
  }

  @Test
  void attributesAreToldApartByIdentity() {
    FakeExchange exchange = new FakeExchange();
    Attribute<String> one = Attribute.named("same");
    Attribute<String> other = Attribute.named("same");

    exchange.put(one, "value");

    assertThat(exchange.get(one)).contains("value");
    assertThat(exchange.get(other)).isEmpty();
  }
}
