package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.testsupport.Outcomes;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code onMessage}. */
class MessageHookTest {

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
  void theMessageGoesOnAsTheHookLeavesIt() {
    ScriptPolicy policy =
        script(
            "export const meta = { body: { message: 'json' } };",
            "message.headers.set('trace', context.traceId);"
                + " message.data.from = message.channel + '/' + message.key;");

    ChannelMessage passed =
        Outcomes.continued(policy.onMessage(message("{\"n\":1}"), workshop.exchange()));

    assertThat(passed.headers().first("trace")).contains(workshop.exchange().traceId());
    assertThat(((Body.Buffered) passed.body()).text())
        .isEqualTo("{\"n\":1,\"from\":\"orders/42\"}");
  }

  @Test
  void aMessageNobodyTouchesStaysAsItIs() {
    ChannelMessage message = message("not json");

    assertThat(Outcomes.continued(script("", "").onMessage(message, workshop.exchange())))
        .isSameAs(message);
  }

  @Test
  void aHookCanWait() {
    SlowUpstream crm = new SlowUpstream();
    ScriptPolicy policy =
        (ScriptPolicy)
            workshop.script(
                "export async function onMessage(message) { message.headers.set('x-a', await (await"
                    + " fetch('upstream://crm/')).text()) }",
                crm);

    var outcome = Outcomes.awaited(policy.onMessage(message(""), workshop.exchange()));
    crm.answer("late");

    assertThat(Outcomes.continued(outcome.join()).headers().first("x-a")).contains("late");
  }

  @Test
  void aGatewayErrorRefusesTheMessage() {
    Problem problem =
        Outcomes.failed(
            script("", "throw new GatewayError(422, 'Bad order')")
                .onMessage(message(""), workshop.exchange()));

    assertThat(problem.code()).isEqualTo("SCRIPT_REFUSED");
    assertThat(problem.status()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return new Response('x')",
        "return new Request('https://a.example/')",
        "return 1",
        "message.channel = 'other'",
        "message.data",
      })
  void whatAMessageCannotBecomeFails(String statement) {
    assertThat(
            Outcomes.failed(script("", statement).onMessage(message(""), workshop.exchange()))
                .code())
        .isEqualTo("SCRIPT_FAILED");
  }

  private static ScriptPolicy script(String before, String statements) {
    return (ScriptPolicy)
        workshop.script(
            before + "export function onMessage(message, context) {" + statements + "}");
  }

  private static ChannelMessage message(String text) {
    return new ChannelMessage("orders", Optional.of("42"), Headers.create(), Body.of(text));
  }
}
