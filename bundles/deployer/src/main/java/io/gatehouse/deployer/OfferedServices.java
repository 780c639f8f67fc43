package io.gatehouse.deployer;

import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * The policy and destination factories that bundles have registered as services. Thread-safe.
 *
 * <p>A factory is asked for only when its bundle's extensions are: asking makes the component, on
 * the asking thread. It is held from then on until it is unregistered, so that a delayed component
 * is not thrown away while its policies serve.
 */
final class OfferedServices implements AutoCloseable {

  private final BundleContext context;
  private final Consumer<Bundle> changed;
  private final Map<ServiceReference<?>, Bundle> offered = new ConcurrentHashMap<>();
  private final Map<ServiceReference<?>, Object> held = new ConcurrentHashMap<>();
  private final ServiceTracker<Object, Bundle> tracker;

  /**
   * Tracks what bundles offer, from {@link #open} on.
   *
   * @param changed told of a bundle whose services came or went, on the thread that did it
   */
  OfferedServices(BundleContext context, Consumer<Bundle> changed) {
    this.context = context;
    this.changed = changed;
    this.tracker = new ServiceTracker<>(context, factories(), new Customizer());
  }

  /** What a bundle offers, and what it registered but could not be used. */
  record Found(List<Extension> extensions, List<String> problems) {
    Found {
      extensions = List.copyOf(extensions);
      problems = List.copyOf(problems);
    }
  }

  private static org.osgi.framework.Filter factories() {
    try {
      return FrameworkUtil.createFilter(
          "(|(objectClass=%s)(objectClass=%s))"
              .formatted(PolicyFactory.class.getName(), DestinationFactory.class.getName()));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  void open() {
    tracker.open();
  }

  @Override
  public void close() {
    tracker.close();
  }

  /** The bundles that offer anything now. */
  Set<Bundle> bundles() {
    return new LinkedHashSet<>(offered.values());
  }

  boolean offersAnything(Bundle bundle) {
    return offered.containsValue(bundle);
  }

  /** How many services the bundle offers now. */
  int count(Bundle bundle) {
    return (int) offered.values().stream().filter(bundle::equals).count();
  }

  /** The bundle's extensions now, in the order in which they were registered. */
  Found of(Bundle bundle) {
    List<Extension> extensions = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    offered.entrySet().stream()
        .filter(entry -> entry.getValue().equals(bundle))
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(OfferedServices::serviceId))
        .forEach(reference -> collect(reference, extensions, problems));
    return new Found(extensions, problems);
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a factory throws is its bundle's problem only
  private void collect(
      ServiceReference<?> reference, List<Extension> extensions, List<String> problems) {
    Object factory = hold(reference);
    if (factory == null) {
      if (offered.containsKey(reference)) {
        problems.add("its service " + componentName(reference) + " cannot be made");
      }
      return;
    }
    int before = extensions.size();
    try {
      if (factory instanceof PolicyFactory<?> policies) {
        Objects.requireNonNull(policies.descriptor(), "descriptor() returned null");
        extensions.add(new Extension.OfPolicy(policies));
      }
      if (factory instanceof DestinationFactory<?> destinations) {
        Objects.requireNonNull(destinations.descriptor(), "descriptor() returned null");
        extensions.add(new Extension.OfDestination(destinations));
      }
    } catch (RuntimeException | LinkageError e) {
      extensions.subList(before, extensions.size()).clear();
      problems.add("its " + factory.getClass().getName() + " cannot be used: " + Reason.of(e));
    }
  }

  private @Nullable Object hold(ServiceReference<?> reference) {
    Object known = held.get(reference);
    if (known != null) {
      return known;
    }
    Object service;
    try {
      service = context.getService(reference);
    } catch (IllegalStateException e) {
      return null; // this bundle or the framework is stopping
    }
    if (service == null) {
      return null;
    }
    Object other = held.putIfAbsent(reference, service);
    if (other != null) {
      context.ungetService(reference);
      return other;
    }
    return service;
  }

  private static Long serviceId(ServiceReference<?> reference) {
    return (Long) reference.getProperty(org.osgi.framework.Constants.SERVICE_ID);
  }

  private static Object componentName(ServiceReference<?> reference) {
    Object name = reference.getProperty("component.name");
    return name == null ? serviceId(reference) : name;
  }

  private final class Customizer implements ServiceTrackerCustomizer<Object, Bundle> {

    @Override
    public Bundle addingService(ServiceReference<Object> reference) {
      Bundle bundle = reference.getBundle();
      if (bundle != null) {
        offered.put(reference, bundle);
        changed.accept(bundle);
      }
      return bundle;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Bundle bundle) {
      // the properties of a factory mean nothing
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Bundle bundle) {
      offered.remove(reference);
      if (held.remove(reference) != null) {
        context.ungetService(reference);
      }
      changed.accept(bundle);
    }
  }
}
