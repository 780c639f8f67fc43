package io.gatehouse.deployer;

import io.gatehouse.api.definition.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.NativeNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Says why a bundle does not resolve, in the words of its manifest. */
final class MissingRequirements {

  private static final Pattern FROM = Pattern.compile("version>=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");
  private static final Pattern UP_TO = Pattern.compile("version<=([^)]+)\\)");

  private static final String EXTENDER = "osgi.extender";
  private static final String VERSION = "version";

  private final BundleContext context;
  private final FrameworkWiring wiring;
  private final Predicate<Bundle> builtIn;

  /**
   * Looks among the bundles of this framework.
   *
   * @param builtIn whether a bundle is part of the installation and changes with it only
   */
  MissingRequirements(BundleContext context, FrameworkWiring wiring, Predicate<Bundle> builtIn) {
    this.context = context;
    this.wiring = wiring;
    this.builtIn = builtIn;
  }

  /**
   * One thing that is missing.
   *
   * @param mayCome whether another dropped bundle could bring it
   */
  record Missing(Complaint complaint, boolean mayCome) {}

  List<Missing> of(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    List<Missing> missing = new ArrayList<>();
    for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
      if (!isMandatory(requirement)) {
        continue;
      }
      List<BundleCapability> providers =
          wiring.findProviders(requirement).stream().filter(VersionsSideBySide::isThere).toList();
      if (providers.isEmpty()) {
        missing.add(absent(requirement));
      } else if (providers.stream().noneMatch(provider -> isUsable(provider, bundle))) {
        missing.add(unresolved(requirement, providers.getFirst().getRevision()));
      }
    }
    return missing;
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    Map<String, String> directives = requirement.getDirectives();
    String resolution = directives.getOrDefault(Constants.RESOLUTION_DIRECTIVE, "mandatory");
    String effective = directives.getOrDefault(Constants.EFFECTIVE_DIRECTIVE, "resolve");
    return resolution.equals("mandatory") && effective.equals("resolve");
  }

  private static boolean isUsable(BundleCapability provider, Bundle asking) {
    Bundle bundle = provider.getRevision().getBundle();
    return bundle.equals(asking) || bundle.getState() != Bundle.INSTALLED;
  }

  private static Missing unresolved(BundleRequirement requirement, BundleRevision provider) {
    return new Missing(
        new Complaint(
            "needs " + describe(requirement) + " of " + provider + ", which is not usable itself",
            "Mend " + provider.getSymbolicName() + " first"),
        true);
  }

  private Missing absent(BundleRequirement requirement) {
    String needs = "needs " + describe(requirement);
    return switch (requirement.getNamespace()) {
      case PackageNamespace.PACKAGE_NAMESPACE -> absentPackage(requirement, needs);
      case BundleNamespace.BUNDLE_NAMESPACE -> absentBundle(requirement, needs);
      case EXTENDER -> absentExtender(requirement, needs);
      case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
          new Missing(
              new Complaint(
                  needs + ", and the gateway runs on Java " + Runtime.version().feature(),
                  "Compile it for Java " + Runtime.version().feature() + " or older"),
              false);
      case NativeNamespace.NATIVE_NAMESPACE ->
          new Missing(
              new Complaint(
                  "has native code, none of it for this machine", "Use a build for this machine"),
              false);
      default ->
          new Missing(
              new Complaint(
                  needs + ", which no bundle provides",
                  "Drop the bundle that provides it too, or take the requirement out"),
              true);
    };
  }

  private Missing absentPackage(BundleRequirement requirement, String needs) {
    String name = attribute(requirement, PackageNamespace.PACKAGE_NAMESPACE);
    Map<String, Set<BundleCapability>> exported = offered(PackageNamespace.PACKAGE_NAMESPACE);
    Set<BundleCapability> others = exported.getOrDefault(name, Set.of());
    if (others.isEmpty()) {
      return new Missing(
          new Complaint(
              needs + ", which no bundle exports" + meant(name, exported.keySet()),
              "Drop the bundle that exports it too, or put the package into this one"),
          true);
    }
    return inOtherVersions(
        needs,
        others,
        PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE,
        "drop the bundle with the version it needs");
  }

  private Missing absentBundle(BundleRequirement requirement, String needs) {
    String name = attribute(requirement, BundleNamespace.BUNDLE_NAMESPACE);
    Map<String, Set<BundleCapability>> present = offered(BundleNamespace.BUNDLE_NAMESPACE);
    Set<BundleCapability> others = present.getOrDefault(name, Set.of());
    if (others.isEmpty()) {
      return new Missing(
          new Complaint(
              needs + ", which is not there" + meant(name, present.keySet()),
              "Drop that bundle too"),
          true);
    }
    return inOtherVersions(
        needs,
        others,
        BundleNamespace.CAPABILITY_BUNDLE_VERSION_ATTRIBUTE,
        "drop the version it needs");
  }

  /** What is built in comes in no other version than that of the gateway. */
  private Missing inOtherVersions(
      String needs, Set<BundleCapability> others, String versionAttribute, String otherwise) {
    boolean fixed = others.stream().anyMatch(this::isBuiltIn);
    return new Missing(
        new Complaint(
            needs + ", which is there only in version " + versions(others, versionAttribute),
            fixed
                ? "Build it for the version that is there"
                : "Build it for that version, or " + otherwise),
        !fixed);
  }

  /** Whoever does something for bundles that say so: declarative services, above all. */
  private Missing absentExtender(BundleRequirement requirement, String needs) {
    String name = attribute(requirement, EXTENDER);
    Map<String, Set<BundleCapability>> present = offered(EXTENDER);
    Set<BundleCapability> others = present.getOrDefault(name, Set.of());
    if (others.isEmpty()) {
      return new Missing(
          new Complaint(
              needs
                  + ", which is not there; there "
                  + (present.size() == 1 ? "is " : "are ")
                  + String.join(", ", present.keySet()),
              "Register its services with declarative services or an activator, or drop the bundle"
                  + " that is this extender"),
          true);
    }
    return new Missing(
        new Complaint(
            needs + ", which is there only in version " + versions(others, VERSION),
            "Build it with tools for the version that is there"),
        others.stream().noneMatch(this::isBuiltIn));
  }

  /** A name of somebody else's is not what was meant, however near. */
  private static String meant(String name, Set<String> present) {
    String owner = name.split("\\.", 2)[0] + '.';
    List<String> owned = present.stream().filter(other -> other.startsWith(owner)).toList();
    return NearestName.of(name, owned).map(near -> " (there is " + near + ")").orElse("");
  }

  private boolean isBuiltIn(BundleCapability capability) {
    return builtIn.test(capability.getRevision().getBundle());
  }

  /** What there is of a kind, by name; of bundles that run or could. */
  private Map<String, Set<BundleCapability>> offered(String namespace) {
    Map<String, Set<BundleCapability>> offered = new TreeMap<>();
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision == null) {
        continue;
      }
      for (BundleCapability capability : revision.getDeclaredCapabilities(namespace)) {
        if (capability.getAttributes().get(namespace) instanceof String name) {
          offered.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(capability);
        }
      }
    }
    return offered;
  }

  private static String versions(Set<BundleCapability> capabilities, String attribute) {
    return capabilities.stream()
        .map(
            capability ->
                capability.getAttributes().get(attribute)
                    + " by "
                    + capability.getRevision().getBundle().getSymbolicName())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String describe(BundleRequirement requirement) {
    String namespace = requirement.getNamespace();
    String filter = filter(requirement);
    return switch (namespace) {
      case PackageNamespace.PACKAGE_NAMESPACE ->
          "package " + attribute(requirement, namespace) + range(filter);
      case BundleNamespace.BUNDLE_NAMESPACE ->
          "bundle " + attribute(requirement, namespace) + range(filter.replace("bundle-", ""));
      case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> "Java " + java(filter);
      case EXTENDER -> "the extender " + attribute(requirement, namespace) + range(filter);
      default -> "capability " + namespace + " " + filter;
    };
  }

  /** The exact version that an osgi.ee filter asks for, or the filter where it asks otherwise. */
  private static String java(String filter) {
    Matcher matcher = Pattern.compile("osgi\\.ee=JavaSE\\)\\(version=([^)]+)\\)").matcher(filter);
    return matcher.find() ? matcher.group(1).replaceFirst("(\\.0)+$", "") : filter;
  }

  private static String range(String filter) {
    Matcher below = BELOW.matcher(filter);
    String ceiling = below.find() ? below.group(1) : "";
    Matcher from = FROM.matcher(below.reset().replaceAll(""));
    String floor = from.find() ? from.group(1) : "";
    Matcher upTo = UP_TO.matcher(filter);
    if (ceiling.isEmpty() && upTo.find()) {
      return " [" + (floor.isEmpty() ? "0" : floor) + "," + upTo.group(1) + "]";
    }
    if (ceiling.isEmpty()) {
      return floor.isEmpty() || floor.equals("0.0.0") ? "" : " " + floor + " or later";
    }
    return " [" + (floor.isEmpty() ? "0" : floor) + "," + ceiling + ")";
  }

  private static String attribute(BundleRequirement requirement, String name) {
    Matcher matcher =
        Pattern.compile("\\(" + Pattern.quote(name) + "=([^)]+)\\)").matcher(filter(requirement));
    return matcher.find() ? matcher.group(1) : "?";
  }

  private static String filter(BundleRequirement requirement) {
    return requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
  }
}
