package io.gatehouse.proofs.upstreams;

import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Three targets that can be killed and started again, each on a port of its own. */
final class Trio implements AutoCloseable {

  static final int TARGETS = 3;

  private final List<Integer> ports = new ArrayList<>();
  private final List<StubUpstream> targets = new ArrayList<>();

  /** Three that answer with 200. */
  Trio() {
    for (int i = 0; i < TARGETS; i++) {
      ports.add(FreePorts.next());
      targets.add(StubUpstream.onPort(ports.get(i), Responder.text("ok")));
    }
  }

  /** As a definition names them. */
  String urls() {
    return ports.stream()
        .map(port -> "{ url: \"http://127.0.0.1:" + port + "\" }")
        .collect(Collectors.joining(", ", "[ ", " ]"));
  }

  StubUpstream target(int index) {
    return targets.get(index);
  }

  int port(int index) {
    return ports.get(index);
  }

  void answer(int index, Responder responder) {
    targets.get(index).answer(responder);
  }

  void kill(int index) {
    targets.get(index).close();
  }

  void restart(int index) {
    targets.set(index, StubUpstream.onPort(ports.get(index), Responder.text("ok")));
  }

  /** Requests that reached any of them. */
  long heads() {
    return targets.stream().mapToLong(StubUpstream::heads).sum();
  }

  @Override
  public void close() {
    targets.forEach(StubUpstream::close);
  }
}
