package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.exchange.Authentication;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts see of who calls, and of channels. */
class IdentityTest {

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @Test
  void nobodyIsNull() {
    assertThat(told("[context.consumer, context.auth, context.plan]", workshop.exchange()))
        .isEqualTo("[null,null,null]");
  }

  @Test
  void aConsumerCameWithAnApiKeyUnlessAPolicySaysOtherwise() {
    FakeExchange exchange = workshop.exchange();
    exchange.authenticated(new ApiConsumer("ada", List.of("staff"), Map.of("plan", "gold")));

    assertThat(told("context.auth", exchange))
        .contains(
            "\"method\":\"api-key\"", "\"subject\":\"ada\"", "\"claims\":{}", "\"scopes\":[]");
    assertThat(told("context.plan", exchange)).isEqualTo("\"gold\"");
  }

  @Test
  void whatAPolicyLeftIsShownAndFrozen() {
    FakeExchange exchange = workshop.exchange();
    exchange.put(
        Authentication.ATTRIBUTE,
        new Authentication("jwt", "u-7", Map.of("org", Map.of("id", 7L)), List.of("read")));

    assertThat(
            told(
                "[context.auth.method, context.auth.claims.org.id,"
                    + " context.auth.scopes.includes('read'),"
                    + " Object.isFrozen(context.auth.claims.org), context.plan]",
                exchange))
        .isEqualTo("[\"jwt\",7,true,true,null]");
  }

  @Test
  void thereIsNoChannelToPublishTo() {
    Problem problem =
        Outcomes.failed(
            workshop
                .script(
                    "export async function onRequest(request, context) { await"
                        + " context.publish('orders', { id: 1 }) }")
                .onRequest(RequestBuilder.any(), workshop.exchange()));

    assertThat(problem.code()).isEqualTo("SCRIPT_FAILED");
    assertThat(problem.detail()).isEmpty();
    assertThat(workshop.scripts().status().getFirst().detail())
        .contains("context.publish: there is no channel 'orders'")
        .contains("this version of the gateway declares none");
  }

  private static String told(String expression, FakeExchange exchange) {
    var response =
        Outcomes.responded(
            workshop
                .script(
                    "export function onRequest(request, context) { return Response.json("
                        + expression
                        + ") }")
                .onRequest(RequestBuilder.any(), exchange));
    return ((Body.Buffered) response.body()).text();
  }
}
