package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Secret;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One call of a hook, as the JavaScript side of the script API sees it: the exchange to read from,
 * and the place where the hook's decision is left. Scripts never hold one of these. When the hook
 * has ended it lets go of the exchange, so that a message a script kept is of no use to it.
 */
public abstract class HostCall extends HostExchange {

  private final ScriptUse use;
  private final BodyMode mode;
  private final HostFields fields;
  private final Body came;
  private Body body;
  private boolean bodyChanged;
  private @Nullable StreamHome home;
  private Optional<Value> transforms = Optional.empty();
  private boolean settled;
  private HookOutcome outcome = new HookOutcome.Passed();
  private long startedNanos;
  private @Nullable SuspendedHook<?> suspended;
  private @Nullable Fetches fetches;
  private String fetchRefusal = "";

  HostCall(Exchange exchange, ScriptUse use, BodyMode mode, Headers headers, Body body) {
    super(exchange);
    this.use = use;
    this.mode = mode;
    this.fields = new HostFields(headers);
    this.came = body;
    this.body = body;
  }

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

  /** Whether the engine may write the content's members in another order than they came in. */
  @HostAccess.Export
  public boolean hasMovingNames() {
    open();
    return JsonSameness.hasMovingNames(HostContent.text(body));
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
  public boolean hasBody() {
    open();
    return !(came instanceof Body.Empty);
  }

  /** The content goes on as it came, in whichever message. */
  @HostAccess.Export
  public void keepBody() {
    setBody(came);
    bodyChanged = false;
  }

  /** The content goes on through transforms. */
  @HostAccess.Export
  public void setBodyStream(Value step) {
    transforms = Optional.of(step);
    setBody(home == null ? came : home.transformed(came, step));
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
  public void badContent(String format, String detail) {
    outcome = new HookOutcome.BadContent(format, detail);
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
    if (isOver()) {
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

  boolean streams() {
    return mode == BodyMode.STREAM;
  }

  /** The function that runs a {@link StreamPiece} through the transforms that the hook made. */
  Optional<Value> transforms() {
    return transforms;
  }

  /** Transforms of the content will run there. */
  void streamsIn(StreamHome where) {
    home = where;
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

  void release() {
    letGo();
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
