package io.gatehouse.camel;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the owner of routes sees, then what Camel sees. Camel finds classes, components and
 * type converters through it alone, so that a bundle can bring components of its own.
 */
final class OwnerClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final List<ClassLoader> delegates;

  OwnerClassLoader(ClassLoader owner, ClassLoader camel) {
    super(null);
    this.delegates = owner.equals(camel) ? List.of(camel) : List.of(owner, camel);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    for (ClassLoader delegate : delegates) {
      try {
        return delegate.loadClass(name);
      } catch (ClassNotFoundException e) {
        // the next one may have it
      }
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  public @Nullable URL getResource(String name) {
    for (ClassLoader delegate : delegates) {
      URL found = delegate.getResource(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    Map<String, URL> found = new LinkedHashMap<>();
    for (ClassLoader delegate : delegates) {
      for (URL url : Collections.list(delegate.getResources(name))) {
        found.putIfAbsent(url.toExternalForm(), url);
      }
    }
    return Collections.enumeration(new ArrayList<>(found.values()));
  }
}
