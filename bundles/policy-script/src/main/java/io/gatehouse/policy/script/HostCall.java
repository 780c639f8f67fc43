package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.identity.ApiConsumer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  private final BodyMode mode;
  private final HostFields fields;
  private Body body;
  private boolean bodyChanged;
  private boolean settled;
  private HookOutcome outcome = new HookOutcome.Passed();

  HostCall(Exchange exchange, BodyMode mode, Headers headers, Body body) {
    this.exchange = exchange;
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
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  @HostAccess.Export
  public int bodyLength() {
    open();
    return body instanceof Body.Buffered buffered ? buffered.bytes().length : 0;
  }

  /** Copies the content into an ArrayBuffer of its length. */
  @HostAccess.Export
  public void readBody(Value buffer) {
    open();
    if (body instanceof Body.Buffered(byte[] bytes)) {
      ByteBuffer source = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (source.remaining() >= Long.BYTES) {
        buffer.writeBufferLong(ByteOrder.LITTLE_ENDIAN, source.position(), source.getLong());
      }
      while (source.hasRemaining()) {
        buffer.writeBufferByte(source.position(), source.get());
      }
    }
  }

  @HostAccess.Export
  public void setBodyText(String text) {
    setBody(Body.of(text));
  }

  @HostAccess.Export
  public void setBodyBytes(Value buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.readBuffer(offset, bytes, 0, length);
    setBody(Body.of(bytes));
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

  @HostAccess.Export
  public void badContent(String detail) {
    outcome = new HookOutcome.BadContent(detail);
  }

  /** The promise that the hook returned came to its end; what it came to is on this call. */
  @HostAccess.Export
  public void settled() {
    settled = true;
  }

  /** The promise that the hook returned was rejected. */
  @HostAccess.Export
  public void rejected(Value error) {
    settled = true;
    outcome = new HookOutcome.Thrown(error);
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
