package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.upstream.Upstream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetch: made by the script, sent when the script has left the thread, answered or given up
 * once. Confined to the event loop.
 */
public final class HostFetch {

  private static final Logger LOG = LoggerFactory.getLogger(HostFetch.class);

  private final Upstream upstream;
  private final long mostContent;
  private final FetchBudget budget;
  private GatewayRequest request;
  private @Nullable Value settle;
  private @Nullable FetchExchange exchange;
  private boolean sent;
  private boolean over;

  HostFetch(Upstream upstream, GatewayRequest request, long mostContent, FetchBudget budget) {
    this.upstream = upstream;
    this.request = request;
    this.mostContent = mostContent;
    this.budget = budget;
  }

  @HostAccess.Export
  public void setBodyText(String text) {
    request = request.withBody(Body.of(text));
  }

  @HostAccess.Export
  public void setBodyBytes(Value buffer, int offset, int length) {
    request = request.withBody(Body.of(HostContent.read(buffer, offset, length)));
  }

  /** Content that was fetched goes on as it is. */
  @HostAccess.Export
  public void setBodyOf(FetchAnswer answer) {
    request = request.withBody(answer.body());
  }

  /** The function to call with the answer. */
  @HostAccess.Export
  public void whenAnswered(Value function) {
    settle = function;
  }

  @Nullable Value settle() {
    return settle;
  }

  /**
   * Sends it, with no script on the thread.
   *
   * @param then called later, in the same circumstances, unless the fetch is given up
   */
  void send(Exchange whole, Consumer<FetchAnswer> then) {
    if (!budget.take()) {
      whole.eventLoop().execute(() -> finish(tooMany(), then));
      return;
    }
    sent = true;
    FetchExchange own = new FetchExchange(whole);
    exchange = own;
    request.headers().set("x-request-id", whole.id()).set("traceparent", whole.traceparent());
    // what a script is to read must not come compressed
    request.headers().set("accept-encoding", "identity");
    var _ =
        asked(own)
            .whenComplete(
                (answer, failure) ->
                    whole
                        .eventLoop()
                        .execute(
                            () -> finish(failure == null ? answer : failed(failure, own), then)));
  }

  private CompletionStage<FetchAnswer> asked(FetchExchange own) {
    try {
      return upstream.send(request, own).thenCompose(this::collected);
    } catch (RuntimeException defect) {
      return CompletableFuture.failedStage(defect);
    }
  }

  private CompletionStage<FetchAnswer> collected(GatewayResponse response) {
    if (response.body() instanceof Body.Streamed streamed) {
      return ContentCollector.collect(
              streamed,
              mostContent,
              ScriptProblems.answerTooLarge(),
              ScriptProblems.responseIncomplete())
          .thenApply(body -> plain(response.withBody(body)));
    }
    return CompletableFuture.completedStage(plain(response));
  }

  private static FetchAnswer plain(GatewayResponse response) {
    response.headers().remove("content-length");
    Optional<Body> body = ContentCoding.decoded(response.headers(), response.body());
    if (body.isEmpty()) {
      return FetchAnswer.failed(ScriptProblems.unreadableResponse());
    }
    return LongNumber.isIn(body.get())
        ? FetchAnswer.failed(ScriptProblems.responseNumberTooLong())
        : FetchAnswer.of(response.withBody(body.get()));
  }

  private static FetchAnswer failed(Throwable failure, Exchange own) {
    @Nullable Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof ProblemException known) {
      return FetchAnswer.failed(known.problem());
    }
    LOG.atWarn()
        .addKeyValue("exchangeId", own.id())
        .addKeyValue("cause", String.valueOf(cause))
        .log("An upstream failed in an unforeseen way");
    return FetchAnswer.failed(
        Problem.upstream("UPSTREAM_FAILED", 502, "Bad gateway", "The upstream cannot be asked."));
  }

  private static FetchAnswer tooMany() {
    return FetchAnswer.failed(ScriptProblems.tooManyFetches());
  }

  private void finish(FetchAnswer answer, Consumer<FetchAnswer> then) {
    if (!over) {
      giveUp();
      then.accept(answer);
    }
  }

  /** It is over: nobody waits for the answer any more. */
  void giveUp() {
    if (over) {
      return;
    }
    over = true;
    if (sent) {
      budget.giveBack();
    }
    FetchExchange own = exchange;
    if (own != null) {
      own.end();
    }
  }
}
