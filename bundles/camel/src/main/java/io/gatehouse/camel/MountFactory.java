package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.destination.DestinationDescriptor;
import io.gatehouse.api.destination.DestinationEnvironment;
import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.policy.BodyNeed;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The destination type {@code mount}: a Camel route that was not written for the gateway. */
@Component(service = DestinationFactory.class)
public final class MountFactory implements DestinationFactory<MountConfig> {

  private static final Duration YOUNG = Duration.ofSeconds(5);

  private final Mounts mounts;

  @Activate
  public MountFactory(@Reference Mounts mounts) {
    this.mounts = mounts;
  }

  @Override
  public DestinationDescriptor<MountConfig> descriptor() {
    return new DestinationDescriptor<>(
        "mount",
        MountConfig.class,
        "Has a Camel route answer that is mounted on the gateway.",
        BodyNeed.BUFFERED);
  }

  @Override
  public Destination create(MountConfig config, DestinationEnvironment environment) {
    MountDestination destination =
        new MountDestination(environment.api() + '/' + environment.route(), config, mounts, YOUNG);
    mounts.opened(destination);
    return destination;
  }
}
