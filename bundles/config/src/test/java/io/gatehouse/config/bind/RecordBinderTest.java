package io.gatehouse.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.ConfigBinder.Binding;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Secret;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.read.Damage;
import io.gatehouse.config.read.DamageMarks;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.References;
import io.gatehouse.config.read.Shown;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordBinderTest {

  @TempDir private Path folder;

  private final RecordBinder binder = new RecordBinder();

  private enum Kind {
    FIRST_ONE,
    SECOND
  }

  record Inner(int number, @Setting(value = "b", defaultsTo = "true") boolean flag) {}

  record Everything(
      String text,
      int small,
      long large,
      double fraction,
      boolean flag,
      Kind kind,
      Duration time,
      ByteSize size,
      URI link,
      Secret secret,
      Inner inner,
      List<Inner> list,
      Map<String, Integer> map,
      Optional<Duration> maybe,
      ConfigNode any) {}

  record Defaults(
      @Setting(value = "t", defaultsTo = "10s") Duration time,
      @Setting(value = "s", defaultsTo = "64KiB") ByteSize size,
      @Setting(value = "n", defaultsTo = "5") int number,
      @Setting(value = "k", defaultsTo = "first-one") Kind kind,
      @Setting(value = "x", defaultsTo = "\"5\"") String text,
      @Setting(value = "l", defaultsTo = "[GET, HEAD]") List<String> list,
      @Setting(value = "i", defaultsTo = "{}") Nested nested,
      List<String> none,
      Map<String, String> nothing,
      Optional<Secret> maybe) {}

  record Nested(@Setting(value = "n", defaultsTo = "7") int number) {}

  record Strict(int limit, Duration window, int burst, Optional<String> note) {
    Strict {
      if (limit < 1) {
        throw new IllegalArgumentException("limit: " + limit + " (expected: 1 or more)");
      }
      if (window.isZero()) {
        throw new IllegalArgumentException("window: 0s (expected: more)");
      }
      if (burst < limit) {
        throw new IllegalArgumentException("burst: " + burst + " (expected: limit or more)");
      }
      note.ifPresent(
          n -> {
            throw new IllegalArgumentException("note: " + n + " (expected: nothing)");
          });
    }
  }

  record Whole(Optional<String> a, Optional<String> b) {
    Whole {
      if (a.isEmpty() && b.isEmpty()) {
        throw new IllegalArgumentException("nothing to do (expected: a or b)");
      }
    }
  }

  record Unusable(Object thing) {}

  record BadDefault(@Setting(value = "t", defaultsTo = "ten") Duration time) {}

  private ConfigNode node(String yaml) {
    try {
      Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
      Document document =
          new DocumentReader(new References(folder, Map.of("SECRET", "hunter2", "N", "7")))
              .read(file, "c.yaml");
      assertThat(document.findings()).isEmpty();
      return document.root().orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private <C> C bound(String yaml, Class<C> type) {
    return switch (binder.bind(node(yaml), type)) {
      case Binding.Bound<C>(C value) -> value;
      case Binding.Unbound<C>(List<Finding> findings) -> throw new AssertionError(findings);
    };
  }

  private List<String> unbound(String yaml, Class<?> type) {
    return switch (binder.bind(node(yaml), type)) {
      case Binding.Bound<?>(Object value) -> throw new AssertionError(value);
      case Binding.Unbound<?>(List<Finding> findings) ->
          findings.stream().map(Finding::toString).toList();
    };
  }

  @Test
  void bindsEveryType() {
    Everything all =
        bound(
            """
            text: 1.10
            small: -5
            large: 5000000000
            fraction: .5
            flag: TRUE
            kind: first-one
            time: 250ms
            size: 10MiB
            link: https://example.com/a
            secret: ${env:SECRET}
            inner: { number: "${env:N}" }
            list: [ { number: 1, flag: false } ]
            map: { a: 1, b: 2 }
            maybe: 5m
            any: [ 1, { a: b } ]
            """,
            Everything.class);

    assertThat(all.text()).isEqualTo("1.10");
    assertThat(all.large()).isEqualTo(5_000_000_000L);
    assertThat(all.kind()).isEqualTo(Kind.FIRST_ONE);
    assertThat(all.time()).isEqualTo(Duration.ofMillis(250));
    assertThat(all.size()).isEqualTo(new ByteSize(10 << 20));
    assertThat(all.secret().reveal()).isEqualTo("hunter2");
    assertThat(all.inner()).isEqualTo(new Inner(7, true));
    assertThat(all.list()).containsExactly(new Inner(1, false));
    assertThat(all.map()).containsExactly(Map.entry("a", 1), Map.entry("b", 2));
    assertThat(all.maybe()).contains(Duration.ofMinutes(5));
    assertThat(all.any()).isInstanceOf(ConfigNode.Sequence.class);
  }

  @Test
  void fillsInWhatWasLeftOut() {
    assertThat(bound("{}", Defaults.class))
        .isEqualTo(
            new Defaults(
                Duration.ofSeconds(10),
                new ByteSize(65_536),
                5,
                Kind.FIRST_ONE,
                "5",
                List.of("GET", "HEAD"),
                new Nested(7),
                List.of(),
                Map.of(),
                Optional.empty()));
  }

  @Test
  void findsEveryMistakeAtOnceInOrder() {
    assertThat(
            unbound(
                """
                text: [a]
                small: 5.5
                large: "5"
                fraction: half
                flag: yes
                kind: frist-one
                time: 10
                size: 64KB
                link: "http://a b"
                inner: { nubmer: 5, flag: maybe }
                list: { number: 5 }
                map: { a: b }
                maybe: 1 hour
                any: 1
                extra: 1
                """,
                Everything.class))
        .containsExactly(
            "c.yaml:1:1 secret: the key 'secret' is missing. Add 'secret: ...'.",
            "c.yaml:1:7 text: this is a list. Write text instead.",
            "c.yaml:2:8 small: '5.5' is no whole number. Write a whole number.",
            "c.yaml:3:8 large: the number 5 is written as text. Write 5 without quotes.",
            "c.yaml:4:11 fraction: 'half' is no number. Write a number such as 0.5.",
            "c.yaml:5:7 flag: 'yes' is neither true nor false. Write true.",
            "c.yaml:6:7 kind: 'frist-one' is not allowed."
                + " Write 'first-one' (allowed: first-one, second).",
            "c.yaml:7:7 time: '10' is no duration. Write the unit: 10s (or ms, m, h, d).",
            "c.yaml:8:7 size: '64KB' is no size. Write 64KiB.",
            "c.yaml:9:7 link: 'http://a b' is no URI: Illegal character in authority."
                + " Write it as https://example.com/path.",
            "c.yaml:10:10 inner.nubmer: the key 'nubmer' is unknown."
                + " Write 'number' (allowed: flag, number).",
            "c.yaml:10:27 inner.flag: 'maybe' is neither true nor false. Write true or false.",
            "c.yaml:11:7 list: these are keys and values."
                + " Write a list: begin each item with '- '.",
            "c.yaml:12:11 map.a: 'b' is no whole number. Write a whole number.",
            "c.yaml:13:8 maybe: '1 hour' is no duration. Write 1h.",
            "c.yaml:15:1 extra: the key 'extra' is unknown. Write one of the 15 allowed names.");
  }

  @Test
  void findsAllThatAConstructorRefuses() {
    assertThat(unbound("limit: 0\nwindow: 0s\nburst: -1\nnote: x\n", Strict.class))
        .containsExactly(
            "c.yaml:1:8 limit: 'limit': 0. Write 1 or more.",
            "c.yaml:2:9 window: 'window': 0s. Write more.",
            "c.yaml:3:8 burst: 'burst': -1. Write limit or more.",
            "c.yaml:4:7 note: 'note': x. Write nothing.");
    assertThat(unbound("limit: 0\nwindow: soon\nburst: 5\n", Strict.class)).hasSize(2);
  }

  @Test
  void doesNotBlameAKeyForWhatStandsInForAnother() {
    assertThat(unbound("limit: x\nwindow: 1s\nburst: 5\n", Strict.class))
        .containsExactly("c.yaml:1:8 limit: 'x' is no whole number. Write a whole number.");
  }

  @Test
  void placesAnObjectionToTheWholeAtTheWhole() {
    assertThat(unbound("{}", Whole.class))
        .containsExactly("c.yaml:1:1: nothing to do. Write a or b.");
  }

  @Test
  void neverShowsWhatAReferenceStandsFor() {
    assertThat(unbound("limit: 1\nwindow: 1s\nburst: 5\nnote: ${env:SECRET}\n", Strict.class))
        .containsExactly("c.yaml:4:7 note: 'note': ${env:SECRET}. Write nothing.");
    assertThat(unbound("number: ${env:SECRET}\n", Inner.class))
        .containsExactly(
            "c.yaml:1:9 number: what '${env:SECRET}' stands for is not valid here."
                + " Let it stand for a whole number.");
  }

  @Test
  void tellsMistakesOfTheRecordApart() {
    assertThat(unbound("thing: 5", Unusable.class).getFirst()).contains("not in this file");
    assertThat(unbound("{}", BadDefault.class).getFirst()).contains("set 'time' here");
  }

  @Test
  void takesAnythingForANode() {
    assertThat(bound("- 1", ConfigNode.class)).isInstanceOf(ConfigNode.Sequence.class);
    assertThat(bound("5", Integer.class)).isEqualTo(5);
  }

  @Test
  void saysNothingAgainOfWhatIsMarkedAsDamaged() {
    Damage damage = new Damage();
    ConfigNode written = node("limit: broken\nwindow: 0s\nburst: 5\n");
    damage.broken("limit");
    ConfigNode marked = DamageMarks.marked(written, damage);

    assertThat(new RecordBinder().bind(marked, Strict.class))
        .isInstanceOfSatisfying(
            ConfigBinder.Binding.Unbound.class,
            unbound -> assertThat(unbound.findings().toString()).doesNotContain("limit:"));
    damage.incomplete("");
    assertThat(
            new RecordBinder().bind(DamageMarks.marked(node("limit: 1\n"), damage), Strict.class))
        .isEqualTo(new ConfigBinder.Binding.Unbound<Strict>(List.of()));
  }

  @Test
  void whatAListIsToBeMadeOfCanBePasted() {
    assertThat(Shown.yaml("*")).isEqualTo("'*'");
    assertThat(Shown.yaml("a, b")).isEqualTo("'a, b'");
    assertThat(Shown.yaml("it's")).isEqualTo("'it''s'");
    assertThat(Shown.yaml("/orders/{id}")).isEqualTo("'/orders/{id}'");
    assertThat(Shown.yaml("- a")).isEqualTo("'- a'");
    assertThat(Shown.yaml("a: b")).isEqualTo("'a: b'");
    assertThat(Shown.yaml("")).isEqualTo("''");
    assertThat(Shown.yaml("/orders")).isEqualTo("/orders");
    assertThat(Shown.yaml("GET")).isEqualTo("GET");
  }
}
