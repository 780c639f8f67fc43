package io.gatehouse.config.schema;

import io.gatehouse.api.destination.DestinationDescriptor;
import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The policy and destination types of the bundles on the class path. Their factories are found
 * where the framework finds them: in the descriptions of their components.
 */
record Offers(
    Map<String, PolicyDescriptor<?>> policies, Map<String, DestinationDescriptor<?>> destinations) {

  private static final Pattern IMPLEMENTATION =
      Pattern.compile("implementation\\s+class=\"([^\"]+)\"");
  private static final Set<String> SERVICES =
      Set.of(PolicyFactory.class.getName(), DestinationFactory.class.getName());

  static Offers none() {
    return new Offers(Map.of(), Map.of());
  }

  /**
   * Asks the factories what they offer.
   *
   * @param classes names of further factories
   */
  static Offers on(ClassLoader classPath, List<String> classes)
      throws IOException, ReflectiveOperationException {
    Set<String> names = new TreeSet<>(classes);
    for (URL manifest : Collections.list(classPath.getResources("META-INF/MANIFEST.MF"))) {
      names.addAll(components(manifest));
    }
    Map<String, PolicyDescriptor<?>> policies = new TreeMap<>();
    Map<String, DestinationDescriptor<?>> destinations = new TreeMap<>();
    for (String name : names) {
      Object factory = instance(Class.forName(name, true, classPath));
      if (factory instanceof PolicyFactory<?> policy) {
        policies.put(policy.descriptor().type(), policy.descriptor());
      } else if (factory instanceof DestinationFactory<?> destination) {
        destinations.put(destination.descriptor().type(), destination.descriptor());
      } else {
        throw new IllegalArgumentException("class: " + name + " (expected: a factory)");
      }
    }
    return new Offers(policies, destinations);
  }

  private static List<String> components(URL manifest) throws IOException {
    List<String> classes = new ArrayList<>();
    String listed;
    try (InputStream in = manifest.openStream()) {
      listed = new Manifest(in).getMainAttributes().getValue("Service-Component");
    }
    if (listed == null) {
      return classes;
    }
    for (String description : listed.split(",", -1)) {
      URL resource = sibling(manifest, description.strip());
      String xml;
      try (InputStream in = resource.openStream()) {
        xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      Matcher implementation = IMPLEMENTATION.matcher(xml);
      boolean offers = SERVICES.stream().anyMatch(s -> xml.contains("interface=\"" + s + '"'));
      if (offers && implementation.find()) {
        classes.add(implementation.group(1));
      }
    }
    return classes;
  }

  private static URL sibling(URL manifest, String path) throws IOException {
    String root = manifest.toString().replace("META-INF/MANIFEST.MF", "");
    return java.net.URI.create(root + path).toURL();
  }

  /** A descriptor says the same whatever the factory was given, so that it is given nothing. */
  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.newInstance(new Object[constructor.getParameterCount()]);
  }
}
