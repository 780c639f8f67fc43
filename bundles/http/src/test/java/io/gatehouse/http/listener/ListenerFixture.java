package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.definition.ListenerDefinition.Http2;
import io.gatehouse.api.definition.ListenerDefinition.Limits;
import io.gatehouse.api.definition.ListenerDefinition.Timeouts;
import io.gatehouse.api.definition.ListenerDefinition.Tls;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.api.listener.RequestHandler;
import io.gatehouse.api.status.MeterSource;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.http.Loops;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.FakeDropFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Listeners on loopback sockets, and an engine that remembers what it was given. */
final class ListenerFixture implements AutoCloseable {

  static final Timeouts GENEROUS =
      new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));
  static final Limits LIMITS = new Limits(new ByteSize(2048), new ByteSize(8192), 50, 100);

  static final Http2 HTTP_2 = new Http2(true, false, 20, new ByteSize(65536), 50);

  /** How a call ended. */
  record End(boolean completed, long bytesIn, long bytesOut) {}

  private final Loops loops = new Loops();
  private final Queue<GatewayRequest> handled = new ConcurrentLinkedQueue<>();
  private final Queue<ClientCall> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Problem> refused = new ConcurrentLinkedQueue<>();
  private final Queue<End> ends = new ConcurrentLinkedQueue<>();
  private final FakeDropFolders folders;
  private final OpenListeners open = new OpenListeners();
  private final Listeners listeners;
  private volatile Consumer<ClientCall> engine =
      call ->
          call.respond(
              GatewayResponse.of(
                  200, "text/plain", call.request().method() + ' ' + call.request().target()));

  ListenerFixture() {
    this(Path.of("target"));
  }

  ListenerFixture(Path base) {
    folders = new FakeDropFolders(base);
    listeners = new Listeners(loops, new Engine(), folders, open);
  }

  /** A fixture with one open listener. */
  static ListenerFixture opened(Limits limits, Timeouts timeouts, String... trustedProxies) {
    ListenerFixture fixture = new ListenerFixture();
    fixture.listeners.open(
        List.of(definition("main", 0, Optional.empty(), limits, timeouts, trustedProxies)));
    return fixture;
  }

  /** A fixture with one open listener that takes HTTP/2 without TLS. */
  static ListenerFixture http2(Timeouts timeouts) {
    ListenerFixture fixture = new ListenerFixture();
    fixture.open(
        definition("main", 0, Optional.empty(), LIMITS, timeouts),
        List.of(),
        new Http2(true, true, HTTP_2.streams(), HTTP_2.window(), HTTP_2.resets()));
    return fixture;
  }

  /** A fixture with one open listener, whose clients all begin with a PROXY protocol header. */
  static ListenerFixture behindProxies(Timeouts timeouts, String... proxies) {
    ListenerFixture fixture = new ListenerFixture();
    fixture.open(
        definition("main", 0, Optional.empty(), LIMITS, timeouts, "10.9.9.9"),
        List.of(proxies),
        HTTP_2);
    return fixture;
  }

  private void open(ListenerDefinition plain, List<String> proxies, Http2 http2) {
    listeners.open(
        List.of(
            new ListenerDefinition(
                plain.name(),
                plain.address(),
                plain.port(),
                plain.tls(),
                plain.trustedProxies(),
                proxies,
                plain.limits(),
                plain.timeouts(),
                http2,
                plain.place())));
  }

  static ListenerFixture opened() {
    return opened(LIMITS, GENEROUS);
  }

  static ListenerDefinition definition(
      String name,
      int port,
      Optional<Tls> tls,
      Limits limits,
      Timeouts timeouts,
      String... trustedProxies) {
    return new ListenerDefinition(
        name,
        "127.0.0.1",
        port,
        tls,
        List.of(trustedProxies),
        List.of(),
        limits,
        timeouts,
        HTTP_2,
        Place.of("etc/gatehouse.yaml"));
  }

  /** What becomes of requests from now on. */
  void engine(Consumer<ClientCall> changed) {
    engine = changed;
  }

  /** What the listeners count. */
  List<MeterSource.Meter> meters() {
    return open.meters();
  }

  Listeners listeners() {
    return listeners;
  }

  FakeDropFolders folders() {
    return folders;
  }

  Loops loops() {
    return loops;
  }

  int port() {
    return port("main");
  }

  int port(String listener) {
    String detail = status("listener", listener).detail();
    String address = detail.substring(0, detail.indexOf(' ') < 0 ? detail.length() : end(detail));
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static int end(String detail) {
    int end = 0;
    while (end < detail.length() && detail.charAt(end) != ' ' && detail.charAt(end) != ',') {
      end++;
    }
    return end;
  }

  StatusEntry status(String kind, String name) {
    return listeners.status().stream()
        .filter(entry -> entry.kind().equals(kind) && entry.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  WireClient connect() {
    return WireClient.connect(port());
  }

  List<GatewayRequest> handled() {
    return List.copyOf(handled);
  }

  List<Problem> refused() {
    return List.copyOf(refused);
  }

  List<End> ends() {
    return List.copyOf(ends);
  }

  /** The next call that was handed to the engine. */
  ClientCall nextCall() {
    Awaiting.until("a call", () -> !calls.isEmpty());
    return calls.remove();
  }

  /** The next end of a call. */
  End nextEnd() {
    Awaiting.until("an end", () -> !ends.isEmpty());
    return ends.remove();
  }

  void forget() {
    handled.clear();
    calls.clear();
    refused.clear();
    ends.clear();
  }

  @Override
  public void close() {
    listeners.close();
    loops.close();
  }

  private final class Engine implements RequestHandler {

    @Override
    public void handle(ClientCall call) {
      handled.add(call.request());
      calls.add(call);
      call.onEnd((completed, in, out) -> ends.add(new End(completed, in, out)));
      engine.accept(call);
    }

    @Override
    public void refuse(ClientCall call, Problem problem) {
      refused.add(problem);
      call.onEnd((completed, in, out) -> ends.add(new End(completed, in, out)));
      call.respond(
          GatewayResponse.of(
              problem.status(), "application/problem+json", problem.code() + problem.detail()));
    }
  }
}
