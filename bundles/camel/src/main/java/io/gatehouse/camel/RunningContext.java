package io.gatehouse.camel;

import io.gatehouse.api.policy.PolicyConfigurationException;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.SimpleLanguage;

/** The started Camel context of a mediation. */
final class RunningContext implements AutoCloseable {

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

  /**
   * Starts one.
   *
   * @param calls for what its routes send to {@code gatehouse:}
   */
  static RunningContext start(
      Mediation mediation, ClassLoader classes, Optional<UpstreamCalls> calls) {
    return LightContext.within(classes, () -> startWithin(mediation, classes, calls));
  }

  private static RunningContext startWithin(
      Mediation mediation, ClassLoader classes, Optional<UpstreamCalls> calls) {
    DefaultCamelContext context = LightContext.create(mediation.name(), classes);
    try {
      calls.ifPresent(
          by -> context.addComponent(GatehouseComponent.NAME, new GatehouseComponent(by)));
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
          "", "its Camel routes cannot be started: " + LightContext.rootCause(e));
    }
  }

  private static void requireEntry(CamelContext context, String entry) {
    String uri = context.getEndpoint(entry).getEndpointUri();
    if (context.getRoutes().stream()
        .noneMatch(route -> route.getEndpoint().getEndpointUri().equals(uri))) {
      throw new PolicyConfigurationException("", "none of its Camel routes is from " + entry);
    }
  }

  CamelContext camel() {
    return context;
  }

  /** Sends the request through the routes on the calling thread; a failure is in the exchange. */
  Exchange send(Incoming incoming) {
    Exchange camelExchange = entry.createExchange(ExchangePattern.InOut);
    incoming.fill(camelExchange);
    return LightContext.within(classes, () -> template.send(entry, camelExchange));
  }

  @Override
  public void close() {
    LightContext.within(
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
  static void releaseClosed(Optional<CamelContext> survivor) {
    SimpleLanguage language = new SimpleLanguage();
    language.setCamelContext(survivor.orElseGet(() -> new DefaultCamelContext(false)));
    language.start();
  }
}
