package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Secret;
import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One call of a hook, as the JavaScript side of the script API sees it: the exchange to read from,
 * and the place where the hook's decision is left. Scripts never hold one of these. When the hook
 * has ended it lets go of the exchange, so that a message a script kept is of no use to it.
 */
public abstract class HostCall {

  static final Attribute<String> VARS = Attribute.named("script.vars");
  private static final int LONGEST_VARS = 65_536;

  private @Nullable Exchange exchange;
  private final ScriptUse use;
  private final BodyMode mode;
  private final HostFields fields;
  private Body body;
  private boolean bodyChanged;
  private boolean settled;
  private HookOutcome outcome = new HookOutcome.Passed();
  private long startedNanos;
  private @Nullable SuspendedHook<?> suspended;
  private @Nullable Fetches fetches;
  private String fetchRefusal = "";

  HostCall(Exchange exchange, ScriptUse use, BodyMode mode, Headers headers, Body body) {
    this.exchange = exchange;
    this.use = use;
    this.mode = mode;
    this.fields = new HostFields(headers);
    this.body = body;
  }

  /** {@code request} or {@code response}. */
  @HostAccess.Export
  public abstract String side();

  @HostAccess.Export
  public String mode() {
    return mode.key();
  }

  @HostAccess.Export
  public HostFields headers() {
    return fields;
  }

  @HostAccess.Export
  public String bodyText() {
    open();
    return HostContent.text(body);
  }

  /** The content with its large members left out; null where it is to be read as a whole. */
  @HostAccess.Export
  public @Nullable JsonPart bodyJson() {
    open();
    return JsonPart.of(HostContent.text(body)).orElse(null);
  }

  /** Whether the text says what the content says already. */
  @HostAccess.Export
  public boolean isSameJson(String text) {
    open();
    return JsonSameness.of(HostContent.text(body), text);
  }

  @HostAccess.Export
  public int bodyLength() {
    open();
    return HostContent.length(body);
  }

  /** Copies the content into an ArrayBuffer of its length. */
  @HostAccess.Export
  public void readBody(Value buffer) {
    open();
    HostContent.copy(body, buffer);
  }

  @HostAccess.Export
  public void setBodyText(String text) {
    setBody(Body.of(text));
  }

  @HostAccess.Export
  public void setBodyBytes(Value buffer, int offset, int length) {
    setBody(Body.of(HostContent.read(buffer, offset, length)));
  }

  /** Content that was fetched goes on as it is. */
  @HostAccess.Export
  public void setBodyOf(FetchAnswer answer) {
    setBody(answer.body());
  }

  @HostAccess.Export
  public String requestId() {
    return open().id();
  }

  @HostAccess.Export
  public String traceId() {
    return open().traceId();
  }

  @HostAccess.Export
  public String api() {
    return open().api();
  }

  @HostAccess.Export
  public String route() {
    return open().route();
  }

  @HostAccess.Export
  public String clientIp() {
    return open().client().address();
  }

  @HostAccess.Export
  public int clientPort() {
    return open().client().port();
  }

  @HostAccess.Export
  public boolean clientTls() {
    return open().client().secure();
  }

  /** As JSON; {@code null} where nobody was established. */
  @HostAccess.Export
  public String consumer() {
    Optional<ApiConsumer> consumer = open().consumer();
    return consumer
        .map(c -> Json.of(Map.of("id", c.id(), "groups", c.groups(), "metadata", c.metadata())))
        .orElse("null");
  }

  /** As JSON. */
  @HostAccess.Export
  public String params() {
    return Json.of(open().pathParameters());
  }

  /** As JSON: a list of entries. */
  @HostAccess.Export
  public String vars() {
    return open().get(VARS).orElse("[]");
  }

  /** Returns what is wrong with them, or null. */
  @HostAccess.Export
  public @Nullable String setVars(String json) {
    if (json.length() > LONGEST_VARS) {
      return "context.vars: "
          + json.length()
          + " characters (expected: at most "
          + LONGEST_VARS
          + ")";
    }
    open().put(VARS, json);
    return null;
  }

  /** The secret of this name; null where {@link #secretRefusal} says why there is none. */
  @HostAccess.Export
  public @Nullable String secret(String name) {
    open();
    Secret secret = use.secrets().get(name);
    return secret == null ? null : secret.reveal();
  }

  @HostAccess.Export
  public String secretRefusal(String name) {
    return use.secretRefusal(name);
  }

  @HostAccess.Export
  public void respond(int status, HostFields headers) {
    Headers chosen = headers.take();
    setBody(Body.empty());
    outcome = new HookOutcome.Answered(status, chosen);
  }

  @HostAccess.Export
  public void refuse(int status, String title, String detail) {
    outcome = new HookOutcome.Refused(status, title, detail);
  }

  /** A fetch failed, and the hook did not mind that. */
  @HostAccess.Export
  public void fetchFailed(FetchAnswer answer) {
    Problem problem = answer.problem();
    outcome = new HookOutcome.FetchFailed(problem == null ? ScriptProblems.failed() : problem);
  }

  @HostAccess.Export
  public void badContent(String detail) {
    outcome = new HookOutcome.BadContent(detail);
  }

  /** The promise that the hook returned came to its end; what it came to is on this call. */
  @HostAccess.Export
  public void settled() {
    settled = true;
    if (suspended != null) {
      suspended.promiseSettled();
    }
  }

  /** The promise that the hook returned was rejected. */
  @HostAccess.Export
  public void rejected(Value error) {
    outcome = new HookOutcome.Thrown(error);
    settled();
  }

  /** When the hook must have ended, in milliseconds as the system's clock tells them. */
  @HostAccess.Export
  public double deadline() {
    open();
    return System.currentTimeMillis() + Math.floorDiv(nanosLeft(), 1_000_000);
  }

  /** Makes a fetch; null where {@link #fetchRefusal} says what is wrong with it. */
  @HostAccess.Export
  public @Nullable HostFetch fetch(
      String name, String path, String query, String method, HostFields headers) {
    if (exchange == null) {
      fetchRefusal = "the hook has ended (expected: await what it is to wait for)";
      return null;
    }
    if (fetches == null) {
      fetches = new Fetches(use.reach(), use.fetches());
    }
    Fetches.Made made = fetches.make(name, path, query, method, headers);
    fetchRefusal = made.refusal();
    return made.fetch().orElse(null);
  }

  @HostAccess.Export
  public String fetchRefusal() {
    return fetchRefusal;
  }

  /** The hook is called now. */
  void begins(long nanoTime) {
    startedNanos = nanoTime;
  }

  /** How long the hook may take yet. */
  long nanosLeft() {
    return use.deadlineNanos() - (System.nanoTime() - startedNanos);
  }

  /** The hook's promise is not settled: somebody waits for it. */
  void suspend(SuspendedHook<?> waiting) {
    suspended = waiting;
  }

  /** The fetches that the script made since this was asked last. */
  List<HostFetch> takeFetches() {
    return fetches == null ? List.of() : fetches.takeWanted();
  }

  void fetchAnswered(HostFetch fetch) {
    if (fetches != null) {
      fetches.answered(fetch);
    }
  }

  /** Whether anything is under way that could settle the hook's promise. */
  boolean awaitsFetches() {
    return fetches != null && fetches.pending() > 0;
  }

  byte[] bodyBytes() {
    open();
    return body instanceof Body.Buffered(byte[] bytes) ? bytes : new byte[0];
  }

  Exchange open() {
    if (exchange == null) {
      throw new IllegalStateException(side() + ": used after the hook had ended");
    }
    return exchange;
  }

  void release() {
    exchange = null;
    fields.release();
    suspended = null;
    if (fetches != null) {
      fetches.giveUp();
    }
  }

  boolean isSettled() {
    return settled;
  }

  HookOutcome outcome() {
    return outcome;
  }

  Body body() {
    return body;
  }

  /** Whether the script gave the message other content. */
  boolean bodyChanged() {
    return bodyChanged;
  }

  private void setBody(Body changed) {
    open();
    body = changed;
    bodyChanged = true;
  }
}
