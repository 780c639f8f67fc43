package io.gatehouse.core.control;

import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.core.exchange.ObserverRegistry;
import io.gatehouse.core.trace.RouteTrace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Puts traces in and takes them out: the revision that serves is served again, with a copy of the
 * one route.
 */
@Component(service = RouteTracer.class)
public final class Tracing implements RouteTracer {

  private static final long CONTROL_SECONDS = 10;

  private final ControlPlane control;
  private final ObserverRegistry observers;
  private final DropFolders folders;

  @Activate
  public Tracing(
      @Reference ControlPlane control,
      @Reference ObserverRegistry observers,
      @Reference DropFolders folders) {
    this.control = control;
    this.observers = observers;
    this.folders = folders;
  }

  @Override
  public List<String> routes() {
    return control.routes();
  }

  @Override
  public Optional<Trace> trace(String route, int requests) {
    if (requests < 1 || requests > MOST_REQUESTS) {
      throw new IllegalArgumentException(
          "requests: " + requests + " (expected: 1 to " + MOST_REQUESTS + ")");
    }
    if (!routes().contains(route)) {
      return Optional.empty();
    }
    RouteTrace trace = new RouteTrace(route, requests, this::end);
    observers.bindObserver(trace);
    try {
      onControl(() -> control.follow(trace));
    } catch (IllegalStateException e) {
      // it may begin to be followed all the same, and nobody would end it
      folders.execute(() -> control.leave(trace));
      observers.unbindObserver(trace);
      throw e;
    }
    trace.begun();
    return Optional.of(trace);
  }

  private void end(RouteTrace trace) {
    onControl(() -> control.leave(trace));
    observers.unbindObserver(trace);
  }

  /** Returns when it is done, so that whoever asked may send the requests to be followed. */
  private void onControl(Runnable task) {
    CountDownLatch done = new CountDownLatch(1);
    folders.execute(
        () -> {
          try {
            task.run();
          } finally {
            done.countDown();
          }
        });
    try {
      if (!done.await(CONTROL_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the control thread is busy (expected: done in 10 s)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
