package io.gatehouse.core.exchange;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.api.listener.RequestHandler;
import io.gatehouse.core.failure.Failures;
import io.gatehouse.core.route.RouteMatch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes requests from listeners and sees each through on the revision that serves when it comes.
 */
@Component(service = {RequestHandler.class, Engine.class})
public final class Engine implements RequestHandler {

  private final ObserverRegistry observers;
  private volatile GatewaySnapshot current = GatewaySnapshot.none();

  @Activate
  public Engine(@Reference ObserverRegistry observers) {
    this.observers = observers;
  }

  /** Lets this snapshot serve from the next request on. */
  public void serve(GatewaySnapshot snapshot) {
    current = snapshot;
  }

  /** What serves now. */
  public GatewaySnapshot current() {
    return current;
  }

  @Override
  public void handle(ClientCall call) {
    LiveExchange exchange = new LiveExchange(call, observers);
    while (true) {
      switch (current.routes().match(call.request())) {
        case RouteMatch.Found<CompiledRoute> found -> {
          if (found.target().lease().acquire()) {
            exchange.run(found);
            return;
          }
          // replaced between the look-up and the lease: the next snapshot is already there
        }
        case RouteMatch.NotFound<CompiledRoute> none -> {
          exchange.refuse(Failures.routeNotFound());
          return;
        }
        case RouteMatch.WrongMethod<CompiledRoute> wrong -> {
          exchange.refuse(Failures.methodNotAllowed(wrong.allowed()));
          return;
        }
      }
    }
  }

  @Override
  public void refuse(ClientCall call, Problem problem) {
    new LiveExchange(call, observers).refuse(problem);
  }
}
