package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.upstream.UpstreamAttributes;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to whichever target answers it. Confined to the event loop.
 *
 * <ol>
 *   <li>A target that accepts no connection hands over to the next one, each asked once at most.
 *   <li>A connection that turns out to have been closed while it was idle is replaced, once, if the
 *       request may be sent twice.
 *   <li>Anything else that goes wrong is final.
 * </ol>
 */
final class Call implements Runnable {

  /** A refusal as quick as this is cheap enough to go on. */
  private static final long QUICK_NANOS = Duration.ofMillis(100).toNanos();

  private final TargetGroup group;
  private final Lanes lanes;
  private final GatewayRequest request;
  private final Exchange exchange;
  private final long deadline;
  private final CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
  private final HttpHeaders fields;
  private int current;
  private long since;
  private @Nullable TargetHealth counted;
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
    this.deadline = System.nanoTime() + group.limits().requestNanos();
    this.fields = RequestHead.prepare(request);
  }

  CompletableFuture<GatewayResponse> answer() {
    return answer;
  }

  GatewayRequest request() {
    return request;
  }

  /** When the head of the response must be there. */
  long deadline() {
    return deadline;
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
    long now = System.nanoTime();
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
    }
  }

  private void attempt(boolean fresh, long now) {
    Lane lane = lanes.lane(current);
    since = now;
    enter(lane.target().health());
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
    BitSet asked = tried == null ? new BitSet() : tried;
    tried = asked;
    asked.set(current);
    long now = System.nanoTime();
    // where nobody else is in, others are asked as long as that costs no time
    boolean quick = now - since < QUICK_NANOS;
    int next = deadline - now > 0 ? lanes.next(asked, quick, request, exchange, now) : -1;
    if (next < 0) {
      failed(why);
    } else {
      current = next;
      attempt(false, now);
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
    if (group.counting()) {
      long now = System.nanoTime();
      lanes.lane(current).pace().failed(now - since, now);
    }
    failed(why);
  }

  /** The target is to blame for a response that ends too early. */
  void cutOff(ProblemException why, String reason) {
    target().failed(exchange.id(), why, reason, since);
  }

  void failed(ProblemException why) {
    over = true;
    leave();
    answer.completeExceptionally(why);
  }

  /** The head of the response is here. */
  void answered(GatewayResponse response) {
    over = true;
    target().answered(exchange.id(), response.status(), since);
    if (group.counting()) {
      long now = System.nanoTime();
      lanes.lane(current).pace().answered(now - since, now);
    }
    answer.complete(response);
  }

  private void enter(TargetHealth health) {
    if (group.counting()) {
      leave();
      counted = health;
      health.began();
    }
  }

  /** The target is done with the request: the connection is free again, or gone. */
  void leave() {
    TargetHealth entered = counted;
    if (entered != null) {
      counted = null;
      entered.ended();
    }
  }
}
