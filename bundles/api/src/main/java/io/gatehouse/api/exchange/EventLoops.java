package io.gatehouse.api.exchange;

import java.util.List;

/** The event loops of the gateway: a service of the bundle that owns the sockets. */
public interface EventLoops {

  /** All of them, in order of their index; never empty. */
  List<EventLoop> all();
}
