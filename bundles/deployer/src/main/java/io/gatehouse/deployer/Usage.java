package io.gatehouse.deployer;

import io.gatehouse.api.extension.BundleExtender;
import io.gatehouse.api.extension.ExtensionRegistry;
import io.gatehouse.api.status.BootPhase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/** Which routes use a bundle: its types, or what others run on its behalf. Thread-safe. */
final class Usage {

  private static final String DEFINITIONS =
      '(' + BootPhase.PHASE + '=' + BootPhase.DEFINITIONS + ')';

  private final BundleContext context;
  private final ExtensionRegistry registry;
  private final Extenders extenders;
  private final Predicate<String> builtIn;

  /**
   * Asks these.
   *
   * @param builtIn whether the installation has a bundle of this symbolic name that offers types
   */
  Usage(
      BundleContext context,
      ExtensionRegistry registry,
      Extenders extenders,
      Predicate<String> builtIn) {
    this.context = context;
    this.registry = registry;
    this.extenders = extenders;
    this.builtIn = builtIn;
  }

  List<String> of(String symbolicName) {
    Set<String> users = new LinkedHashSet<>(registry.users(symbolicName));
    parts(symbolicName).forEach(part -> users.addAll(part.users()));
    return new ArrayList<>(users);
  }

  List<BundleExtender.Part> parts(String symbolicName) {
    return extenders.parts(symbolicName);
  }

  /** Whether a bundle of the installation takes over when this one goes. */
  boolean isReplaceable(String symbolicName) {
    return builtIn.test(symbolicName);
  }

  /** Before the definitions have been read, nothing is used and everything may be. */
  boolean isKnown() {
    try {
      return !context.getServiceReferences(BootPhase.class, DEFINITIONS).isEmpty();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IllegalStateException e) {
      return false; // the deployer has been stopped
    }
  }
}
