package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Cause;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.upstream.UpstreamAttributes;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to whichever target answers it. Confined to the event loop.
 *
 * <ol>
 *   <li>A target that accepts no connection hands over to the next one, each asked once at most.
 *   <li>A connection that turns out to have been closed while it was idle is replaced, once, if the
 *       request may be sent twice.
 *   <li>What else goes wrong is tried again as the upstream's definition says, and final where it
 *       says nothing.
 * </ol>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a pause ends with the call
final class Call implements Runnable {

  /** A refusal as quick as this is cheap enough to go on. */
  private static final long QUICK_NANOS = Duration.ofMillis(100).toNanos();

  private final TargetGroup group;
  private final Lanes lanes;
  private final Exchange exchange;
  private final @Nullable Admission admission;
  private final CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
  private final HttpHeaders fields;
  private GatewayRequest request;
  private long deadline;
  private long attemptDeadline;
  private int current;
  private int again;
  private long since;
  private @Nullable Lane entered;
  private @Nullable BitSet tried;
  private @Nullable Dialing dialing;
  private @Nullable Transfer transfer;
  private boolean replaced;
  private boolean over;

  /**
   * A call that has not begun.
   *
   * @param lanes the targets as the exchange's event loop sees them
   */
  Call(TargetGroup group, Lanes lanes, GatewayRequest request, Exchange exchange) {
    this.group = group;
    this.lanes = lanes;
    this.request = request;
    this.exchange = exchange;
    this.admission = group.admission(this, lanes);
    this.fields = RequestHead.prepare(request);
  }

  CompletableFuture<GatewayResponse> answer() {
    return answer;
  }

  GatewayRequest request() {
    return request;
  }

  /** When the head of the response to this attempt must be there. */
  long deadline() {
    return attemptDeadline;
  }

  /** What to say when it is not. */
  ProblemException tooLate() {
    RetryRules retries = group.retries();
    return retries != null && retries.perTry().isPresent() && attemptDeadline - deadline < 0
        ? UpstreamFailure.tryTimeout(retries.perTry().get())
        : UpstreamFailure.timeout(group.limits().words().request());
  }

  Target target() {
    return lanes.lane(current).target();
  }

  void begin() {
    if (exchange.ended()) {
      failed(UpstreamFailure.clientAborted());
      return;
    }
    exchange.onEnd(this);
    RetryRules retries = group.retries();
    if (retries != null
        && retries.wantsContent(request)
        && request.body() instanceof Body.Streamed content) {
      KeptContent.of(content, exchange.eventLoop(), this::kept, this::failed);
    } else {
      admit();
    }
  }

  private void kept(Body content) {
    if (!over) {
      request = request.withBody(content);
      admit();
    }
  }

  private void admit() {
    if (admission == null) {
      admitted();
    } else {
      admission.enter();
    }
  }

  /** The upstream may be asked. */
  void admitted() {
    if (over) {
      return;
    }
    long now = System.nanoTime();
    deadline = now + group.limits().requestNanos();
    RetryRules retries = group.retries();
    if (retries != null) {
      group.health().retryBudget().request(now);
    }
    current = lanes.first(request, exchange, now);
    attempt(false, now);
  }

  /** The exchange is over. */
  @Override
  public void run() {
    Dialing pending = dialing;
    if (pending != null) {
      pending.cancel();
    }
    Transfer busy = transfer;
    if (busy != null) {
      busy.abandon();
    }
    if (!over) {
      failed(UpstreamFailure.clientAborted());
    } else if (admission != null) {
      admission.over();
    }
  }

  private void attempt(boolean fresh, long now) {
    Lane lane = lanes.lane(current);
    since = now;
    attemptDeadline = deadline;
    RetryRules retries = group.retries();
    if (retries != null && retries.perTry().isPresent() && retries.repeatable(request)) {
      long tryDeadline = now + retries.perTry().get().toNanos();
      attemptDeadline = tryDeadline - deadline < 0 ? tryDeadline : deadline;
    }
    leave();
    entered = lane;
    lane.began();
    exchange.put(UpstreamAttributes.TARGET, lane.target().url().label());
    lane.addresses().refresh(now);
    UpstreamConnection idle = fresh ? null : lane.takeIdle();
    if (idle == null) {
      Dialing started = new Dialing(this, group, lane);
      dialing = started;
      started.begin();
    } else {
      connected(idle);
    }
  }

  // what happened on the way

  /** There is a connection. */
  void connected(UpstreamConnection connection) {
    dialing = null;
    target().health().asked();
    fields.set(HttpHeaderNames.HOST, target().url().hostField());
    Transfer started = new Transfer(this, connection);
    transfer = started;
    started.begin(request, fields);
  }

  /** The target accepts no connection. */
  void refused(Lane lane, ProblemException why, String reason) {
    dialing = null;
    leave();
    lane.target().refused(exchange.id(), why, reason);
    BitSet asked = tried();
    long now = System.nanoTime();
    // where nobody else is in, others are asked as long as that costs no time
    boolean quick = now - since < QUICK_NANOS;
    int next = deadline - now > 0 ? lanes.next(asked, quick, request, exchange, now) : -1;
    if (next >= 0) {
      current = next;
      replaced = false;
      attempt(false, now);
    } else if (!repeated(Cause.CONNECT_FAILURE)) {
      failed(why);
    }
  }

  /** The connection was gone before anything of the request was on the wire. */
  void unsent() {
    transfer = null;
    if (replaced) {
      failedAtTarget(UpstreamFailure.reset("without an answer"), "closed as it was opened");
    } else {
      replaced = true;
      attempt(true, System.nanoTime());
    }
  }

  /** The connection, idle before, went without a byte of response. */
  void stale(String reason) {
    transfer = null;
    if (!replaced && RequestHead.replayable(request) && deadline - System.nanoTime() > 0) {
      replaced = true;
      attempt(true, System.nanoTime());
    } else {
      failedAtTarget(UpstreamFailure.reset("without an answer"), reason);
    }
  }

  /** The target is to blame. */
  void failedAtTarget(ProblemException why, String reason) {
    target().failed(exchange.id(), why, reason, since);
    lanes.lane(current).failed(since);
    boolean late = why.problem().status() == 504;
    if (!repeated(late ? Cause.TIMEOUT : Cause.RESET)) {
      failed(why);
    }
  }

  /** The target is to blame for a response that ends too early. */
  void cutOff(Target target, ProblemException why, String reason) {
    target.failed(exchange.id(), why, reason, since);
  }

  void failed(ProblemException why) {
    over = true;
    leave();
    if (admission != null) {
      admission.failed(why);
      admission.over();
    }
    answer.completeExceptionally(why);
  }

  /** The head of the response is here. */
  void answered(GatewayResponse response) {
    target().answered(exchange.id(), response.status(), since);
    lanes.lane(current).answered(since);
    if (repeated(response)) {
      if (response.body() instanceof Body.Streamed content) {
        content.discard();
      }
      return;
    }
    over = true;
    if (admission != null) {
      admission.answered(response.status());
      Transfer done = transfer;
      if (done != null && done.over()) {
        admission.over();
      }
    }
    answer.complete(response);
  }

  /** A transfer is over: its connection is free again, or gone. */
  void ended(Transfer ended) {
    if (ended.equals(transfer)) {
      leave();
      if (over && admission != null) {
        admission.over();
      }
    }
  }

  // again

  private boolean repeated(GatewayResponse response) {
    RetryRules retries = group.retries();
    // a target that says when to come back is taken at its word; others may be asked at once
    return retries != null
        && retries.covers(request, response.status())
        && scheduled(retries, !response.headers().contains("retry-after"));
  }

  private boolean repeated(Cause cause) {
    RetryRules retries = group.retries();
    return retries != null && retries.covers(request, cause) && scheduled(retries, true);
  }

  /** Sends the request again, to another target where there is one; false where it may not be. */
  private boolean scheduled(RetryRules retries, boolean sameToo) {
    long now = System.nanoTime();
    if (again >= retries.attempts() || over || exchange.ended()) {
      return false;
    }
    BitSet asked = tried();
    int next = lanes.next(asked, false, request, exchange, now);
    if (next < 0 && !sameToo) {
      return false;
    }
    long pause =
        next >= 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(lanes.upTo(RetryRules.pauseMillis(again)));
    if (deadline - now - pause <= 0 || !group.health().mayRepeat(retries.budget(), now)) {
      return false;
    }
    again++;
    exchange.put(UpstreamAttributes.RETRIES, again);
    leave();
    transfer = null;
    replaced = false;
    if (next >= 0) {
      current = next;
      attempt(false, now);
    } else {
      asked.clear();
      lanes.loop().schedule(this::fromTheStart, pause, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private void fromTheStart() {
    if (!over) {
      long now = System.nanoTime();
      current = lanes.first(request, exchange, now);
      attempt(false, now);
    }
  }

  /** The targets asked so far, this one included. */
  private BitSet tried() {
    BitSet asked = tried == null ? new BitSet() : tried;
    tried = asked;
    asked.set(current);
    return asked;
  }

  private void leave() {
    Lane left = entered;
    if (left != null) {
      entered = null;
      left.ended();
    }
  }
}
