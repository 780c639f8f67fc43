package io.gatehouse.mediation.example;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.destination.DestinationDescriptor;
import io.gatehouse.api.destination.DestinationEnvironment;
import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.policy.BodyNeed;
import io.gatehouse.camel.CamelMediation;
import io.gatehouse.camel.Mediation;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The destination type {@code xml-view}: a service is all it takes to offer one. */
@Component(service = DestinationFactory.class)
public final class XmlViewFactory implements DestinationFactory<XmlViewConfig> {

  private final BundleContext bundle;
  private final CamelMediation camel;

  @Activate
  public XmlViewFactory(BundleContext bundle, @Reference CamelMediation camel) {
    this.bundle = bundle;
    this.camel = camel;
  }

  @Override
  public DestinationDescriptor<XmlViewConfig> descriptor() {
    return new DestinationDescriptor<>(
        "xml-view", XmlViewConfig.class, "Answers a JSON document as XML.", BodyNeed.BUFFERED);
  }

  @Override
  public Destination create(XmlViewConfig config, DestinationEnvironment environment) {
    String name = environment.api() + "/" + environment.route();
    return camel.open(
        bundle.getBundle(),
        Mediation.of(name, new XmlViewRoute(config), XmlViewRoute.ENTRY, config.timeout()));
  }
}
