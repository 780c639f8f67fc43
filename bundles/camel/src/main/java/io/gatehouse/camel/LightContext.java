package io.gatehouse.camel;

import java.util.function.Supplier;
import org.apache.camel.LoggingLevel;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.SimpleUuidGenerator;

/** Makes Camel contexts with nothing switched on that costs time or memory per exchange. */
final class LightContext {

  private static final int STOP_SECONDS = 5;

  private LightContext() {}

  /** Built and not started; its threads have these classes only if its caller sees to it. */
  static DefaultCamelContext create(String name, ClassLoader classes) {
    DefaultCamelContext context = new DefaultCamelContext(false);
    // before it is built: factories and converters are looked for then
    context.setApplicationContextClassLoader(classes);
    context.getCamelContextExtension().setName(name.replace('/', '-'));
    context.disableJMX();
    context.setUuidGenerator(new SimpleUuidGenerator());
    context.setStreamCaching(false);
    context.setMessageHistory(false);
    context.setUseBreadcrumb(false);
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    context.getCamelContextExtension().setErrorHandlerFactory(quietErrorHandler());
    context.build();
    context.getShutdownStrategy().setTimeUnit(java.util.concurrent.TimeUnit.SECONDS);
    context.getShutdownStrategy().setTimeout(STOP_SECONDS);
    return context;
  }

  /** Camel's own, without a stack trace for every exchange: others tell of failures. */
  private static DefaultErrorHandlerDefinition quietErrorHandler() {
    RedeliveryPolicyDefinition policy = new RedeliveryPolicyDefinition();
    policy.setLogExhausted("false");
    policy.setRetriesExhaustedLogLevel(LoggingLevel.OFF.name());
    DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
    handler.setRedeliveryPolicy(policy);
    handler.setLevel(LoggingLevel.OFF.name());
    return handler;
  }

  /** Libraries look for classes there. */
  static <T> T within(ClassLoader classes, Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Why Camel could not do something: what wraps the cause says only where it passed by. */
  static String rootCause(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    if (root instanceof StackOverflowError) {
      return "it is nested too deeply";
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse(root.toString());
  }
}
