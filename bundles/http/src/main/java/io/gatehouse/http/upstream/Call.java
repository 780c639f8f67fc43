package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.upstream.UpstreamAttributes;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
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

  private final TargetGroup group;
  private final Lane[] lanes;
  private final GatewayRequest request;
  private final Exchange exchange;
  private final long deadline;
  private final CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
  private final HttpHeaders fields;
  private int current;
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
  Call(TargetGroup group, Lane[] lanes, GatewayRequest request, Exchange exchange) {
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
    return lanes[current].target();
  }

  String exchangeId() {
    return exchange.id();
  }

  void begin() {
    if (exchange.ended()) {
      failed(UpstreamFailure.clientAborted());
      return;
    }
    exchange.onEnd(this);
    current = group.firstTarget(System.nanoTime());
    attempt(false);
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

  private void attempt(boolean fresh) {
    Lane lane = lanes[current];
    exchange.put(UpstreamAttributes.TARGET, lane.target().url().label());
    lane.addresses().refresh(System.nanoTime());
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
    fields.set(HttpHeaderNames.HOST, target().url().hostField());
    Transfer started = new Transfer(this, connection);
    transfer = started;
    started.begin(request, fields);
  }

  /** The target accepts no connection. */
  void refused(Lane lane, ProblemException why, String reason) {
    dialing = null;
    lane.target().refused(exchange.id(), why.problem().code(), reason);
    BitSet asked = tried == null ? new BitSet() : tried;
    tried = asked;
    asked.set(current);
    long now = System.nanoTime();
    int next = deadline - now > 0 ? group.nextTarget(current, asked, now) : -1;
    if (next < 0) {
      failed(why);
    } else {
      current = next;
      attempt(false);
    }
  }

  /** The connection was gone before anything of the request was on the wire. */
  void unsent() {
    transfer = null;
    if (replaced) {
      failedAtTarget(UpstreamFailure.reset("without an answer"), "closed as it was opened");
    } else {
      replaced = true;
      attempt(true);
    }
  }

  /** The connection, idle before, went without a byte of response. */
  void stale(String reason) {
    transfer = null;
    if (!replaced && RequestHead.replayable(request) && deadline - System.nanoTime() > 0) {
      replaced = true;
      attempt(true);
    } else {
      failedAtTarget(UpstreamFailure.reset("without an answer"), reason);
    }
  }

  /** The target is to blame. */
  void failedAtTarget(ProblemException why, String reason) {
    target().failed(exchange.id(), why.problem().code(), reason);
    failed(why);
  }

  void failed(ProblemException why) {
    over = true;
    answer.completeExceptionally(why);
  }

  /** The head of the response is here. */
  void answered(GatewayResponse response) {
    over = true;
    target().succeeded();
    answer.complete(response);
  }
}
