package io.gatehouse.deployer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/** The dropped bundles in the framework, side by side. Confined to the control thread. */
final class Installations {

  private final BundleContext context;
  private final FrameworkWiring wiring;
  private final CopyStore store;
  private final String locations;
  private final Set<Instance> installed = new LinkedHashSet<>();
  private final List<Gone> lingering = new ArrayList<>();
  private long sequence;

  Installations(BundleContext context, FrameworkWiring wiring, CopyStore store) {
    this.context = context;
    this.wiring = wiring;
    this.store = store;
    this.locations = "reference:" + store.folder().toUri();
  }

  /** An uninstalled bundle that others may still be wired to. */
  private record Gone(Instance instance, long removedAt) {}

  /** Whether this is a dropped bundle, and not part of the installation. */
  boolean isDropped(Bundle bundle) {
    return bundle.getLocation().startsWith(locations);
  }

  /** Uninstalls what a stopped deployer left. */
  void purge() throws BundleException {
    for (Bundle bundle : context.getBundles()) {
      if (isDropped(bundle)) {
        bundle.uninstall();
      }
    }
  }

  /** Whether a bundle of the installation has this name. */
  boolean isBuiltIn(String symbolicName) {
    for (Bundle bundle : context.getBundles()) {
      if (symbolicName.equals(bundle.getSymbolicName()) && !isDropped(bundle)) {
        return true;
      }
    }
    return false;
  }

  /** Installs the candidate from a copy of its own: the archive of a bundle that runs is in use. */
  Instance install(Candidate candidate) throws BundleException, IOException {
    Path copy = store.another(candidate);
    try {
      Bundle bundle = context.installBundle("reference:" + copy.toUri());
      Instance instance = new Instance(candidate, bundle, copy, ++sequence);
      installed.add(instance);
      return instance;
    } catch (BundleException | RuntimeException e) {
      store.discard(copy);
      throw e;
    }
  }

  boolean resolve(Instance instance) {
    return wiring.resolveBundles(List.of(instance.bundle()));
  }

  /** To be called when the instance has been uninstalled. */
  void gone(Instance instance) {
    installed.remove(instance);
    lingering.add(new Gone(instance, ++sequence));
  }

  /**
   * Lets go of uninstalled bundles that nobody is wired to any more. Refreshing the others would
   * restart who uses them, in the middle of requests.
   *
   * @return those that were let go of
   */
  List<Instance> sweep() {
    List<Instance> released = new ArrayList<>();
    Set<Bundle> refreshed = new LinkedHashSet<>();
    for (Iterator<Gone> each = lingering.iterator(); each.hasNext(); ) {
      Instance instance = each.next().instance();
      Collection<Bundle> closure = wiring.getDependencyClosure(List.of(instance.bundle()));
      if (closure.stream().allMatch(bundle -> bundle.getState() == Bundle.UNINSTALLED)) {
        refreshed.addAll(closure);
        released.add(instance);
        each.remove();
      }
    }
    if (!refreshed.isEmpty()) {
      wiring.refreshBundles(refreshed);
    }
    return released;
  }

  /** Whether the instance is wired to a bundle that has been uninstalled since it came. */
  boolean isOutdated(Instance instance) {
    return lingering.stream()
        .filter(gone -> gone.removedAt() > instance.born())
        .anyMatch(
            gone ->
                wiring
                    .getDependencyClosure(List.of(gone.instance().bundle()))
                    .contains(instance.bundle()));
  }

  /** Removes the archives that nothing runs from and nothing may be installed from. */
  void tidy(Set<Candidate> candidates) {
    Set<Path> used = new HashSet<>();
    candidates.forEach(candidate -> used.add(candidate.copy()));
    installed.forEach(instance -> used.addAll(copies(instance)));
    lingering.forEach(gone -> used.addAll(copies(gone.instance())));
    store.retain(used);
  }

  private static Set<Path> copies(Instance instance) {
    return Set.of(instance.copy(), instance.candidate().copy());
  }
}
