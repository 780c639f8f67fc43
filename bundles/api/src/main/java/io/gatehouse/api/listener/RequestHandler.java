package io.gatehouse.api.listener;

import io.gatehouse.api.http.Problem;

/** The engine, as listeners see it: a service of core. */
public interface RequestHandler {

  /** Takes a well-formed request. Called on the call's event loop; never throws. */
  void handle(ClientCall call);

  /**
   * Takes a request that the listener must not let in. The handler responds with the problem, so
   * that every failure has one shape, one log line and one metric; the listener closes the
   * connection after it.
   */
  void refuse(ClientCall call, Problem problem);
}
