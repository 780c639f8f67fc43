package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Balance;
import io.gatehouse.api.definition.UpstreamDefinition.HashKey;
import io.gatehouse.api.definition.UpstreamDefinition.KeyPart;
import io.gatehouse.api.definition.UpstreamDefinition.Strategy;
import io.gatehouse.api.definition.UpstreamDefinition.Target;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How requests are shared among targets that are all well. */
class BalancingTest {

  private final UpstreamFixture client = new UpstreamFixture();
  private final List<ScriptedTarget> targets = new ArrayList<>();

  @BeforeEach
  void start() {
    for (String name : List.of("a", "b", "c")) {
      targets.add(ScriptedTarget.answering("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n" + name));
    }
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    for (ScriptedTarget target : targets) {
      target.close();
    }
  }

  private URI url(int target) {
    return targets.get(target).url();
  }

  /** A connection that is being accepted outlives the first attempt. */
  private void kill(int target) {
    Awaiting.until(
        "killed",
        () -> {
          targets.get(target).close();
          try (Socket _ =
              new Socket(InetAddress.getLoopbackAddress(), targets.get(target).port())) {
            return false;
          } catch (IOException refused) {
            return true;
          }
        });
  }

  private Upstream all(Balance balance) {
    return client.upstream(Definitions.with(Definitions.of(url(0), url(1), url(2)), balance));
  }

  private Map<String, Integer> answers(Upstream upstream, int requests) {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      answers.merge(client.text(upstream, RequestBuilder.any()), 1, Integer::sum);
    }
    return answers;
  }

  private static Balance by(KeyPart part, String name) {
    return new Balance(Strategy.CONSISTENT_HASH, Optional.of(new HashKey(part, name)));
  }

  @Test
  void asksByWeight() {
    Upstream upstream =
        client.upstream(
            Definitions.of(
                List.of(
                    new Target(url(0), 5, 0), new Target(url(1), 1, 0), new Target(url(2), 2, 0))));

    assertThat(answers(upstream, 16)).isEqualTo(Map.of("a", 10, "b", 2, "c", 4));
  }

  @Test
  void mixesWeightsEvenly() {
    Upstream upstream =
        client.upstream(
            Definitions.of(List.of(new Target(url(0), 2, 0), new Target(url(1), 1, 0))));

    for (int i = 0; i < 4; i++) {
      assertThat(answers(upstream, 3)).isEqualTo(Map.of("a", 2, "b", 1));
    }
  }

  @Test
  void asksNobodyOfNoWeight() {
    Upstream upstream =
        client.upstream(
            Definitions.of(List.of(new Target(url(0), 0, 0), new Target(url(1), 1, 0))));

    assertThat(answers(upstream, 6)).isEqualTo(Map.of("b", 6));
  }

  @Test
  void asksASpareOnlyWhereNobodyElseIsIn() {
    Upstream upstream =
        client.upstream(
            Definitions.of(
                List.of(
                    new Target(url(0), 1, 0), new Target(url(1), 1, 0), new Target(url(2), 1, 1))));
    assertThat(answers(upstream, 6)).isEqualTo(Map.of("a", 3, "b", 3));

    kill(0);
    assertThat(answers(upstream, 6)).isEqualTo(Map.of("b", 6));

    kill(1);
    assertThat(answers(upstream, 6)).isEqualTo(Map.of("c", 6));
  }

  @ParameterizedTest
  @EnumSource(
      value = Strategy.class,
      names = {"LEAST_REQUESTS", "EWMA"})
  void asksWhoHasLessToDo(Strategy strategy) throws IOException {
    try (ScriptedTarget silent = ScriptedTarget.playing(ScriptedTarget.Wire::awaitEnd)) {
      UpstreamDefinition usual = Definitions.of(silent.url(), url(0));
      Upstream upstream = client.upstream(Definitions.with(usual, strategy));

      while (silent.connections() == 0) {
        CompletionStage<String> answer =
            client
                .sending(upstream, RequestBuilder.any(), client.exchange())
                .thenCompose(response -> UpstreamFixture.collect(response.body()));
        Awaiting.until(
            "answered, or with the silent one",
            () -> answer.toCompletableFuture().isDone() || silent.connections() > 0);
      }

      assertThat(answers(upstream, 20)).isEqualTo(Map.of("a", 20));
    }
  }

  @Test
  void sendsTheSameKeyToTheSameTarget() {
    Upstream upstream = all(by(KeyPart.HEADER, "x-user"));
    Map<String, String> first = new TreeMap<>();

    for (int i = 0; i < 60; i++) {
      String user = "user-" + i % 20;
      String answer = client.text(upstream, user(user));
      assertThat(first.computeIfAbsent(user, u -> answer)).isEqualTo(answer);
    }

    assertThat(first.values()).contains("a", "b", "c");
  }

  @Test
  void movesOnlyTheKeysOfATargetThatGoes() {
    Upstream upstream = all(by(KeyPart.HEADER, "x-user"));
    Map<String, String> before = new TreeMap<>();
    for (int i = 0; i < 30; i++) {
      before.put("user-" + i, client.text(upstream, user("user-" + i)));
    }

    kill(0);

    before.forEach(
        (user, target) -> {
          String now = client.text(upstream, user(user));
          if (target.equals("a")) {
            assertThat(now).isNotEqualTo("a");
          } else {
            assertThat(now).isEqualTo(target);
          }
        });
  }

  @Test
  void takesACookieTheClientOrThePathForKey() {
    Upstream byCookie = all(by(KeyPart.COOKIE, "session"));
    Upstream byClient = all(by(KeyPart.CLIENT_ADDRESS, ""));
    Upstream byPath = all(by(KeyPart.PATH, ""));

    for (int i = 0; i < 10; i++) {
      String session = "a=b; session=s" + i + "; xsession=" + System.nanoTime();
      GatewayRequest request = RequestBuilder.get("/p" + i).header("cookie", session).build();
      GatewayRequest again = RequestBuilder.get("/p" + i).header("cookie", "session=s" + i).build();
      assertThat(client.text(byCookie, request)).isEqualTo(client.text(byCookie, again));
      assertThat(client.text(byPath, RequestBuilder.get("/p" + i).build()))
          .isEqualTo(client.text(byPath, RequestBuilder.get("/p" + i).build()));
    }
    assertThat(answers(byClient, 10)).hasSize(1);
  }

  @Test
  void sharesWhatHasNoKey() {
    assertThat(answers(all(by(KeyPart.HEADER, "x-user")), 9))
        .isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
  }

  @Test
  void findsACookieAmongOthers() {
    assertThat(RendezvousHash.cookie("a=1; id=2; b=3", "id")).isEqualTo("2");
    assertThat(RendezvousHash.cookie("id=2", "id")).isEqualTo("2");
    assertThat(RendezvousHash.cookie("xid=1;id=", "id")).isEmpty();
    assertThat(RendezvousHash.cookie("id", "id")).isEmpty();
    assertThat(RendezvousHash.cookie("", "id")).isEmpty();
    assertThat(RendezvousHash.cookie(";;  ;id=7;", "id")).isEqualTo("7");
  }

  private static GatewayRequest user(String name) {
    return RequestBuilder.get("/").header("x-user", name).build();
  }
}
