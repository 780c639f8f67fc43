package io.gatehouse.http.upstream;

import io.netty.resolver.NameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of one target as one event loop knows them. While the target is asked the resolver
 * is too, once a second at most; it answers from its cache as long as the records live. What was
 * known stays good when the resolver fails.
 */
final class AddressBook {

  /** Gets what was looked up. */
  interface Reader {
    /** In order of preference, never empty. */
    void found(List<InetAddress> addresses);

    void notFound(Throwable cause);
  }

  private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final String host;
  private final Supplier<NameResolver<InetAddress>> resolver;
  private final Consumer<Set<InetAddress>> changed;
  private final boolean fixed;
  private final List<Reader> waiting = new ArrayList<>();
  private List<InetAddress> known;
  private @Nullable Throwable failure;
  private long nextLook = System.nanoTime();
  private boolean looking;
  private int rotation;

  /**
   * A book that knows nothing yet, unless the host needs no looking up.
   *
   * @param changed told of the addresses when they are others than before
   */
  AddressBook(
      String host,
      Supplier<NameResolver<InetAddress>> resolver,
      Consumer<Set<InetAddress>> changed) {
    this.host = host;
    this.resolver = resolver;
    this.changed = changed;
    this.known = written(host);
    this.fixed = !known.isEmpty();
  }

  /** Looks for changes if it is time to; the reader of the moment need not wait for it. */
  void refresh(long now) {
    if (!fixed && !looking && now - nextLook >= 0) {
      look(now);
    }
  }

  /** Tells the addresses, at once where they are known. */
  void find(Reader reader) {
    refresh(System.nanoTime());
    Throwable cause = failure;
    if (!known.isEmpty()) {
      reader.found(fixed ? known : rotated());
    } else if (looking || cause == null) {
      waiting.add(reader);
    } else {
      reader.notFound(cause);
    }
  }

  /** Whether the target still has this address. */
  boolean lists(InetAddress address) {
    return fixed || known.contains(address);
  }

  private void look(long now) {
    looking = true;
    nextLook = now + PAUSE_NANOS;
    resolver.get().resolveAll(host).addListener(this::looked);
  }

  private void looked(Future<? super List<InetAddress>> answer) {
    looking = false;
    @SuppressWarnings("unchecked") // the resolver promised this
    List<InetAddress> found =
        answer.isSuccess() ? (List<InetAddress>) answer.getNow() : List.<InetAddress>of();
    if (found.isEmpty()) {
      noted(answer.cause());
    } else {
      failure = null;
      Set<InetAddress> before = Set.copyOf(known);
      known = List.copyOf(found);
      if (!before.isEmpty() && !before.equals(Set.copyOf(known))) {
        LOG.atInfo().addKeyValue("host", host).log("target has other addresses now");
        changed.accept(Set.copyOf(known));
      }
    }
    tell();
  }

  private void noted(@Nullable Throwable cause) {
    Throwable why = cause == null ? new UnknownHostException(host) : cause;
    if (failure == null) {
      LOG.atWarn()
          .addKeyValue("host", host)
          .addKeyValue("reason", String.valueOf(why.getMessage()))
          .log("name of target cannot be resolved");
    }
    failure = why;
  }

  private void tell() {
    List<Reader> readers = List.copyOf(waiting);
    waiting.clear();
    for (Reader reader : readers) {
      if (known.isEmpty()) {
        reader.notFound(failure == null ? new UnknownHostException(host) : failure);
      } else {
        reader.found(rotated());
      }
    }
  }

  /** Spreads connections over the addresses. */
  private List<InetAddress> rotated() {
    int size = known.size();
    if (size == 1) {
      return known;
    }
    int from = Math.floorMod(rotation++, size);
    List<InetAddress> turned = new ArrayList<>(known.subList(from, size));
    turned.addAll(known.subList(0, from));
    return turned;
  }

  /** The addresses of hosts that are one themselves, and of {@code localhost} (RFC 6761). */
  private static List<InetAddress> written(String host) {
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address == null) {
      return List.of();
    }
    try {
      return List.of(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
