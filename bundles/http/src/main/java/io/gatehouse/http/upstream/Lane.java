package io.gatehouse.http.upstream;

import io.netty.channel.EventLoop;
import io.netty.resolver.NameResolver;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One target as one event loop sees it: its idle connections and its addresses. Confined to that
 * loop, so that nothing here needs a lock.
 */
final class Lane {

  private final Target target;
  private final EventLoop loop;
  private final AddressBook addresses;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Pace pace = new Pace();
  private final boolean counting;

  /**
   * A lane without a connection.
   *
   * @param counting whether balancing goes by what is under way
   */
  Lane(
      Target target,
      EventLoop loop,
      Supplier<NameResolver<InetAddress>> resolver,
      boolean counting) {
    this.target = target;
    this.loop = loop;
    this.counting = counting;
    this.addresses = new AddressBook(target.url().host(), resolver, this::keepOnly);
  }

  Target target() {
    return target;
  }

  EventLoop loop() {
    return loop;
  }

  AddressBook addresses() {
    return addresses;
  }

  Pace pace() {
    return pace;
  }

  /** A request is on its way; it ends once. */
  void began() {
    if (counting) {
      target.health().began();
    }
  }

  void ended() {
    if (counting) {
      target.health().ended();
    }
  }

  /** The target answered a request that was begun then. */
  void answered(long since) {
    if (counting) {
      long now = System.nanoTime();
      pace.answered(now - since, now);
    }
  }

  /** The target failed a request that was begun then. */
  void failed(long since) {
    if (counting) {
      long now = System.nanoTime();
      pace.failed(now - since, now);
    }
  }

  /** The connection used last: the least likely to have been closed at the other end. */
  @Nullable UpstreamConnection takeIdle() {
    for (UpstreamConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (next.usable()) {
        return next;
      }
      next.close();
    }
    return null;
  }

  void giveBack(UpstreamConnection connection) {
    if (addresses.lists(connection.address())) {
      idle.addFirst(connection);
    } else {
      connection.close();
    }
  }

  /** The connection is closed. */
  void forget(UpstreamConnection connection) {
    idle.remove(connection);
  }

  int idleConnections() {
    return idle.size();
  }

  void closeIdle() {
    for (UpstreamConnection next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }

  private void keepOnly(Set<InetAddress> present) {
    for (UpstreamConnection connection : List.copyOf(idle)) {
      if (!present.contains(connection.address())) {
        idle.remove(connection);
        connection.close();
      }
    }
  }
}
