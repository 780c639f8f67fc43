package io.gatehouse.api.listener;

import io.gatehouse.api.definition.ListenerDefinition;
import java.time.Duration;
import java.util.List;

/** Opens and drains listeners: a service of the bundle that owns the sockets. */
public interface ListenerControl {

  /**
   * Opens these listeners. One that cannot be opened is reported in the status with the reason and
   * does not keep the others from opening.
   */
  void open(List<ListenerDefinition> listeners);

  /**
   * Stops accepting, answers what is under way with {@code Connection: close} and returns when the
   * last exchange has ended or the time is up; then every connection is closed.
   */
  void drain(Duration atMost);
}
