package io.gatehouse.runtime;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;

/**
 * What to boot.
 *
 * @param cache the framework's working folder, emptied at start: the folders on disk are the truth
 * @param bundleFolders folders that hold {@code NN/*.jar}, NN being the start level
 * @param more framework properties besides those that every plan has
 */
record FrameworkPlan(
    Instance instance,
    Mode mode,
    Path cache,
    List<Path> bundleFolders,
    Versions versions,
    Map<String, String> more) {

  /** The version under which old libraries ask for slf4j, whose API is the same for them. */
  private static final String OLD_SLF4J = "1.7.36";

  /** What the bundles are here for. */
  enum Mode {
    /** To serve. */
    RUN,
    /** To find mistakes in an operator's files; nothing is opened, nothing is written. */
    CHECK,
    /** To run the cases of policy scripts; nothing of an instance is read. */
    TEST;

    /** What is not needed to run a script: the data path, what it speaks, and other policies. */
    private static final Pattern NOT_FOR_TESTS =
        Pattern.compile(
            "netty-.*|gatehouse-(?!api-|config-|policy-script-).*|.*camel.*", Pattern.DOTALL);

    /** Whether a bundle of the installation takes part. */
    boolean includes(Path jar) {
      return this != TEST || !NOT_FOR_TESTS.matcher(jar.getFileName().toString()).matches();
    }

    /** The value of {@code gatehouse.mode}. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  FrameworkPlan {
    bundleFolders = List.copyOf(bundleFolders);
    more = Map.copyOf(more);
  }

  /** One without further properties. */
  FrameworkPlan(
      Instance instance, Mode mode, Path cache, List<Path> bundleFolders, Versions versions) {
    this(instance, mode, cache, bundleFolders, versions, Map.of());
  }

  /** The properties that the framework starts with, and that every bundle can read. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("gatehouse.home", instance.home().toString());
    properties.put("gatehouse.base", instance.base().toString());
    properties.put("gatehouse.mode", mode.text());
    properties.put("gatehouse.version", versions.gatehouse());
    properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    // Two versions of a hot bundle, or two copies of one, live side by side while one replaces the
    // other.
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    // Netty and Camel look for Unsafe without importing it.
    properties.put(Constants.FRAMEWORK_BOOTDELEGATION, "sun.misc");
    properties.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        String.join(
            ",",
            packages(OLD_SLF4J, "org.slf4j", "org.slf4j.helpers", "org.slf4j.spi"),
            packages(
                versions.slf4j(),
                "org.slf4j",
                "org.slf4j.event",
                "org.slf4j.helpers",
                "org.slf4j.spi"),
            packages(
                versions.polyglot(),
                "org.graalvm.polyglot",
                "org.graalvm.polyglot.io",
                "org.graalvm.polyglot.management",
                "org.graalvm.polyglot.proxy")));
    return Map.copyOf(properties);
  }

  private static String packages(String version, String... names) {
    return String.join(
        ",", List.of(names).stream().map(name -> name + ";version=\"" + version + '"').toList());
  }
}
