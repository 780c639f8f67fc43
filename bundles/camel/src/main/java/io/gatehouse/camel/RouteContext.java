package io.gatehouse.camel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.netty.http.NettyHttpConsumer;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.util.URISupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that a bundle or a file brought, in a Camel context of their own.
 *
 * <p>It begins with what does nothing by itself: mounts, and routes that only others in the context
 * can reach. Timers, files, queues and whatever else acts on its own run from {@link #activate} to
 * {@link #pause}: of two versions only one may.
 */
final class RouteContext {

  private static final Logger LOG = LoggerFactory.getLogger(RouteContext.class);
  private static final Duration FINISH = Duration.ofSeconds(10);

  private final CamelContext context;
  private final ClassLoader classes;
  private final List<Mount> mounts;
  private final List<String> active;
  private final int routes;
  private final Lease lease = new Lease();

  private RouteContext(
      CamelContext context, ClassLoader classes, List<Mount> mounts, List<String> active) {
    this.context = context;
    this.classes = classes;
    this.mounts = List.copyOf(mounts);
    this.active = List.copyOf(active);
    this.routes = context.getRoutesSize();
  }

  /** Camel could not do what the routes say. */
  static final class RoutesException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    private RoutesException(String message, Throwable cause, int line) {
      super(message, cause);
      this.line = line;
    }

    /** With the step that could not be made, where Camel names it. */
    static RoutesException of(Throwable cause, int line) {
      String reason = LightContext.rootCause(cause);
      return new RoutesException(
          RouteLines.step(cause).map(step -> reason + ", at " + step).orElse(reason), cause, line);
    }

    /** A route could not be started. */
    static RoutesException of(Throwable cause, Route route) {
      return new RoutesException(
          LightContext.rootCause(cause)
              + ", at "
              + URISupport.sanitizeUri(route.getEndpoint().getEndpointUri()),
          cause,
          RouteLines.line(route));
    }

    /** In the file that the routes come from; 0 where it is not known. */
    int line() {
      return line;
    }
  }

  /**
   * Brings the routes up, but for those that act on their own.
   *
   * @param name for logs and thread names
   */
  static RouteContext prepare(
      String name, ClassLoader classes, RouteSource source, UpstreamCalls calls)
      throws RoutesException {
    return attempt(
        classes,
        () -> {
          DefaultCamelContext context = LightContext.create(name, classes);
          try {
            GatewayServer server = new GatewayServer();
            context.getRegistry().bind(GatewayServer.NAME, server);
            context.addComponent(GatehouseComponent.NAME, new GatehouseComponent(calls));
            restBy(context);
            context.setAutoStartup(false);
            context.setSourceLocationEnabled(true);
            source.addTo(context);
            context.start();
            return begin(name, context, classes, server);
          } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            int line = RouteLines.line(context, e);
            context.stop();
            throw RoutesException.of(e, line);
          }
        });
  }

  /** Where the routes do not say otherwise, their REST services are mounts, too. */
  private static void restBy(DefaultCamelContext context) {
    RestConfiguration rest = new RestConfiguration();
    rest.setComponent("netty-http");
    rest.setHost("0.0.0.0");
    rest.setPort(80);
    rest.setEndpointProperties(
        new HashMap<>(Map.of("nettySharedHttpServer", '#' + GatewayServer.NAME)));
    context.setRestConfiguration(rest);
  }

  private static RouteContext begin(
      String name, DefaultCamelContext context, ClassLoader classes, GatewayServer server)
      throws Exception {
    if (context.getRoutesSize() == 0) {
      throw new IllegalArgumentException("there are no routes in it");
    }
    List<Route> wanted = new ArrayList<>(context.getRoutes());
    wanted.removeIf(route -> Boolean.FALSE.equals(route.isAutoStartup()));
    wanted.sort(
        Comparator.comparingInt(
            route ->
                route.getStartupOrder() == null ? Integer.MAX_VALUE : route.getStartupOrder()));
    List<String> active = new ArrayList<>();
    Set<String> mounted = new HashSet<>();
    for (Route route : wanted) {
      if (isMounted(route, server)) {
        mounted.add(route.getId());
        context.getRouteController().startRoute(route.getId());
      } else if (isInternal(route)) {
        context.getRouteController().startRoute(route.getId());
      } else {
        active.add(route.getId());
      }
    }
    List<Mount> mounts = new ArrayList<>();
    for (NettyHttpConsumer consumer : server.consumers()) {
      Mount mount = Mount.of(consumer);
      for (Mount other : mounts) {
        if (mount.clashesWith(other)) {
          throw new IllegalArgumentException("two of its routes are mounted on " + mount);
        }
      }
      mounts.add(mount);
    }
    FailureLog failures = new FailureLog(name, mounted);
    context.getManagementStrategy().addEventNotifier(failures);
    wanted.forEach(failures::insteadOfOwn);
    return new RouteContext(context, classes, mounts, active);
  }

  /** Only requests of the gateway can reach it. */
  private static boolean isMounted(Route route, GatewayServer server) {
    return route.getConsumer() instanceof NettyHttpConsumer consumer && server.isOf(consumer);
  }

  /** Only other routes of this context can reach it: queues of this kind are a context's own. */
  private static boolean isInternal(Route route) {
    return route.getEndpoint() instanceof DirectEndpoint
        || route.getEndpoint() instanceof SedaEndpoint;
  }

  CamelContext camel() {
    return context;
  }

  List<Mount> mounts() {
    return mounts;
  }

  /** What there is, in words. */
  String summary() {
    return routes
        + (routes == 1 ? " route" : " routes")
        + (mounts.isEmpty() ? "" : ", " + mounts.size() + " mounted")
        + (active.isEmpty() ? "" : ", " + active.size() + " acting on their own");
  }

  boolean acquire() {
    return lease.acquire();
  }

  void release() {
    lease.release();
  }

  /** Sends a request through one of its mounts on the calling thread. */
  Exchange send(Mount mount, Incoming incoming) {
    return LightContext.within(classes, () -> mount.send(incoming));
  }

  /** Starts what acts on its own. */
  void activate() throws RoutesException {
    attempt(
        classes,
        () -> {
          for (String route : active) {
            start(route);
          }
          return context;
        });
  }

  private void start(String id) throws RoutesException {
    try {
      context.getRouteController().startRoute(id);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      throw RoutesException.of(e, context.getRoute(id));
    }
  }

  /** Stops what acts on its own, when it has finished what it is at. */
  void pause() {
    for (String route : active) {
      try {
        attempt(
            classes,
            () -> {
              context
                  .getRouteController()
                  .stopRoute(route, FINISH.toSeconds(), TimeUnit.SECONDS, false);
              return context;
            });
      } catch (RoutesException e) {
        LOG.atWarn()
            .addKeyValue("context", context.getName())
            .addKeyValue("route", route)
            .addKeyValue("reason", e.getMessage())
            .log("A route does not stop");
      }
    }
  }

  /** No request begins from now on; completes when the last one has ended. */
  CompletionStage<Void> retire() {
    return lease.retire();
  }

  void stop() {
    LightContext.within(
        classes,
        () -> {
          context.stop();
          return context;
        });
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws Exception;
  }

  private static <T> T attempt(ClassLoader classes, Step<T> step) throws RoutesException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      return step.run();
    } catch (RoutesException e) {
      throw e;
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      throw RoutesException.of(e, 0);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
