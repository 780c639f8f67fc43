package io.gatehouse.deployer;

import io.gatehouse.api.extension.Extension;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** A dropped bundle as installed in the framework. Confined to the control thread. */
final class Instance {

  private final Candidate candidate;
  private final Bundle bundle;
  private final Path copy;
  private final long born;
  private Optional<Instant> since = Optional.empty();
  private List<Extension> extensions = List.of();
  private WeakReference<ClassLoader> loader = new WeakReference<>(null);

  /**
   * Describes an installed bundle.
   *
   * @param copy the archive that it runs from
   * @param born its place in the order of what was installed and removed
   */
  Instance(Candidate candidate, Bundle bundle, Path copy, long born) {
    this.candidate = candidate;
    this.bundle = bundle;
    this.copy = copy;
    this.born = born;
  }

  Candidate candidate() {
    return candidate;
  }

  Bundle bundle() {
    return bundle;
  }

  Path copy() {
    return copy;
  }

  long born() {
    return born;
  }

  /** When it began to serve; empty where it has not. */
  Optional<Instant> since() {
    return since;
  }

  void servesSince(Instant now) {
    since = Optional.of(now);
  }

  List<Extension> extensions() {
    return extensions;
  }

  void offering(List<Extension> changed) {
    extensions = List.copyOf(changed);
  }

  /** Called while the bundle is resolved: later there is nobody to ask for its class loader. */
  void rememberLoader() {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring != null) {
      loader = new WeakReference<>(wiring.getClassLoader());
    }
  }

  WeakReference<ClassLoader> loader() {
    return loader;
  }

  @Override
  public String toString() {
    return candidate.symbolicName() + " " + candidate.version();
  }
}
