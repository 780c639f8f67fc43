package io.gatehouse.camel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/** Finds the line of a step that Camel names but does not place. */
final class RouteLines {

  private static final Pattern NAMED = Pattern.compile("at: >>> (.+?) <<<", Pattern.DOTALL);

  private static final Pattern PLACED = Pattern.compile(":(\\d{1,9})$");

  private RouteLines() {}

  /** The step that could not be made; empty where Camel names none. */
  static Optional<String> step(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FailedToCreateRouteException) {
        Matcher named = NAMED.matcher(String.valueOf(each.getMessage()));
        if (named.find()) {
          return Optional.of(named.group(1));
        }
      }
    }
    return Optional.empty();
  }

  /** Where a route begins; 0 where it is not known. */
  static int line(Route route) {
    Matcher placed = PLACED.matcher(String.valueOf(route.getSourceLocation()));
    return placed.find() ? Integer.parseInt(placed.group(1)) : 0;
  }

  /** The line of that step, or else of its route; 0 where neither is known. */
  static int line(DefaultCamelContext context, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FailedToCreateRouteException of) {
        RouteDefinition route = context.getRouteDefinition(of.getRouteId());
        if (route == null) {
          return 0;
        }
        int line = step(failure).map(step -> line(route.getOutputs(), step)).orElse(0);
        return line > 0 ? line : Math.max(0, route.getInput().getLineNumber());
      }
    }
    return 0;
  }

  private static int line(List<ProcessorDefinition<?>> steps, String named) {
    for (ProcessorDefinition<?> step : steps) {
      int below = line(step.getOutputs(), named);
      if (below > 0) {
        return below;
      }
      if (step.toString().equals(named)) {
        return Math.max(0, step.getLineNumber());
      }
    }
    return 0;
  }
}
