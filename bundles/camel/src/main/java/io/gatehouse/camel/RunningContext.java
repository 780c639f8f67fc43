package io.gatehouse.camel;

import io.gatehouse.api.policy.PolicyConfigurationException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.LoggingLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.SimpleLanguage;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.SimpleUuidGenerator;

/** A started Camel context, with nothing switched on that costs time or memory per exchange. */
final class RunningContext implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  private final CamelContext context;
  private final ClassLoader classes;
  private final ProducerTemplate template;
  private final Endpoint entry;

  private RunningContext(
      CamelContext context, ClassLoader classes, ProducerTemplate template, Endpoint entry) {
    this.context = context;
    this.classes = classes;
    this.template = template;
    this.entry = entry;
  }

  static RunningContext start(Mediation mediation, ClassLoader classes) {
    return within(classes, () -> startWithin(mediation, classes));
  }

  private static RunningContext startWithin(Mediation mediation, ClassLoader classes) {
    DefaultCamelContext context = new DefaultCamelContext(false);
    try {
      // before it is built: factories and converters are looked for then
      context.setApplicationContextClassLoader(classes);
      context.getCamelContextExtension().setName(mediation.name().replace('/', '-'));
      context.disableJMX();
      context.setUuidGenerator(new SimpleUuidGenerator());
      context.setStreamCaching(false);
      context.setMessageHistory(false);
      context.setUseBreadcrumb(false);
      context.setStartupSummaryLevel(StartupSummaryLevel.Off);
      context.getCamelContextExtension().setErrorHandlerFactory(quietErrorHandler());
      context.build();
      context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
      context.getShutdownStrategy().setTimeout(STOP_SECONDS);
      context.addRoutes(mediation.routes());
      context.start();
      requireEntry(context, mediation.entry());
      ProducerTemplate template = context.createProducerTemplate();
      return new RunningContext(context, classes, template, context.getEndpoint(mediation.entry()));
    } catch (PolicyConfigurationException e) {
      context.stop();
      throw e;
    } catch (Exception e) {
      context.stop();
      throw new PolicyConfigurationException(
          "", "its Camel routes cannot be started: " + rootCause(e));
    }
  }

  /** Camel's own, without a stack trace for every request: failures are told by the caller. */
  private static DefaultErrorHandlerDefinition quietErrorHandler() {
    RedeliveryPolicyDefinition policy = new RedeliveryPolicyDefinition();
    policy.setLogExhausted("false");
    policy.setRetriesExhaustedLogLevel(LoggingLevel.OFF.name());
    DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
    handler.setRedeliveryPolicy(policy);
    handler.setLevel(LoggingLevel.OFF.name());
    return handler;
  }

  private static void requireEntry(CamelContext context, String entry) {
    String uri = context.getEndpoint(entry).getEndpointUri();
    if (context.getRoutes().stream()
        .noneMatch(route -> route.getEndpoint().getEndpointUri().equals(uri))) {
      throw new PolicyConfigurationException("", "none of its Camel routes is from " + entry);
    }
  }

  private static String rootCause(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }

  /** Sends the request through the routes on the calling thread; a failure is in the exchange. */
  Exchange send(Incoming incoming) {
    Exchange camelExchange = entry.createExchange(ExchangePattern.InOut);
    incoming.fill(camelExchange);
    return within(classes, () -> template.send(entry, camelExchange));
  }

  @Override
  public void close() {
    within(
        classes,
        () -> {
          template.stop();
          context.stop();
          return context;
        });
  }

  /**
   * Frees what has been closed: Camel's simple language keeps the context that started last in a
   * static field, with the class loader of its bundle.
   */
  static void releaseClosed(Optional<RunningContext> survivor) {
    SimpleLanguage language = new SimpleLanguage();
    language.setCamelContext(
        survivor.map(open -> open.context).orElseGet(() -> new DefaultCamelContext(false)));
    language.start();
  }

  /** Libraries look for classes there. */
  private static <T> T within(ClassLoader classes, Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
