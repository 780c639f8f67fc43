package io.gatehouse.camel;

import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in one line of exchanges that failed and that nobody waits for: those of timers, files and
 * queues. Of requests the gateway tells itself.
 */
final class FailureLog extends SimpleEventNotifierSupport {

  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

  private final String routes;
  private final Set<String> mounted;

  /**
   * A log for one context.
   *
   * @param routes who they are of
   * @param mounted the ids of routes that take requests
   */
  FailureLog(String routes, Set<String> mounted) {
    this.routes = routes;
    this.mounted = Set.copyOf(mounted);
    setupIgnore(true);
    setIgnoreExchangeEvents(false);
    setIgnoreExchangeFailedEvents(false);
  }

  @Override
  public void notify(CamelEvent event) {
    if (event instanceof CamelEvent.ExchangeFailedEvent failed) {
      Exchange camelExchange = failed.getExchange();
      String route = String.valueOf(camelExchange.getFromRouteId());
      if (!mounted.contains(route)) {
        Exception failure = camelExchange.getException();
        LOG.atWarn()
            .addKeyValue("routes", routes)
            .addKeyValue("route", route)
            .addKeyValue("reason", String.valueOf(failure))
            .log("A Camel route failed");
        LOG.atDebug().setCause(failure).log("Where the Camel route failed");
      }
    }
  }

  /** Consumers tell of every failure with a stack trace unless somebody else does. */
  void insteadOfOwn(Route route) {
    if (route.getConsumer() instanceof DefaultConsumer consumer
        && consumer.getExceptionHandler() instanceof LoggingExceptionHandler) {
      consumer.setExceptionHandler(new OfConsumer(String.valueOf(route.getId())));
    }
  }

  /** Of failures without an exchange: of those with one the notifier has told. */
  private final class OfConsumer implements ExceptionHandler {
    private final String route;

    OfConsumer(String route) {
      this.route = route;
    }

    @Override
    public void handleException(Throwable failure) {
      handleException("", null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
      handleException(message, null, failure);
    }

    @Override
    public void handleException(
        String message, @Nullable Exchange camelExchange, Throwable failure) {
      if (camelExchange == null) {
        LOG.atWarn()
            .addKeyValue("routes", routes)
            .addKeyValue("route", route)
            .addKeyValue("reason", (message + ' ' + failure).strip())
            .log("A Camel route cannot take what comes");
      }
    }
  }
}
