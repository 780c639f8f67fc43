package io.gatehouse.deployer;

import java.util.Collection;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * What the framework's resolver must do differently for versions of a bundle to follow one another
 * without a gap.
 *
 * <p>Bundles are not wired to one that has been uninstalled. The framework would: until it is
 * refreshed, which has to wait for those who are wired to it already, such a bundle goes on
 * exporting, and is preferred for having come first. And dropped bundles that call themselves
 * singletons are not, because their next version has to start beside them.
 */
final class VersionsSideBySide implements ResolverHook, ResolverHookFactory {

  private final Predicate<Bundle> dropped;

  VersionsSideBySide(Predicate<Bundle> dropped) {
    this.dropped = dropped;
  }

  static boolean isThere(BundleCapability capability) {
    return capability.getRevision().getBundle().getState() != Bundle.UNINSTALLED;
  }

  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    return this;
  }

  @Override
  public void filterMatches(
      BundleRequirement requirement, Collection<BundleCapability> candidates) {
    candidates.removeIf(candidate -> !isThere(candidate));
  }

  @Override
  public void filterResolvable(Collection<BundleRevision> candidates) {
    // what may be resolved at all is not the question
  }

  @Override
  public void filterSingletonCollisions(
      BundleCapability singleton, Collection<BundleCapability> collisions) {
    if (dropped.test(singleton.getRevision().getBundle())) {
      collisions.clear();
    }
  }

  @Override
  public void end() {
    // nothing was begun
  }
}
