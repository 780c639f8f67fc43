package io.gatehouse.deployer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A bundle made on the fly: sources are compiled, the manifest is written as told. */
final class BundleJar {

  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final List<String> components = new ArrayList<>();

  private BundleJar() {}

  static BundleJar named(String symbolicName, String version) {
    return new BundleJar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", symbolicName)
        .header("Bundle-Version", version);
  }

  /** A bundle whose activator registers a policy type of this name. */
  static BundleJar policy(String symbolicName, String version, String type) {
    return named(symbolicName, version)
        .header("Import-Package", Sources.IMPORTS)
        .header("Bundle-Activator", "acme.Activator")
        .source("acme.Factory", Sources.factory(type, version))
        .source("acme.Activator", Sources.activator("new Factory()"));
  }

  BundleJar header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  BundleJar without(String name) {
    headers.remove(name);
    return this;
  }

  BundleJar source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  BundleJar entry(String name, String content) {
    entries.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** A jar inside, with one entry. */
  BundleJar nested(String name, String inner, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(new ZipEntry(inner));
      jar.write(content);
      jar.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.put(name, bytes.toByteArray());
    return this;
  }

  /** A declarative services component, in XML. */
  BundleJar component(String name, String xml) {
    components.add("OSGI-INF/" + name + ".xml");
    return entry("OSGI-INF/" + name + ".xml", xml);
  }

  /** Writes the jar as a careful operator drops it: complete at once. */
  Path writeTo(Path file) {
    try {
      Path part = file.resolveSibling("." + file.getFileName() + ".part");
      try (OutputStream out = Files.newOutputStream(part)) {
        write(out);
      }
      return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(OutputStream out) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
    if (!components.isEmpty()) {
      manifest.getMainAttributes().putValue("Service-Component", String.join(",", components));
    }
    try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
      Map<String, byte[]> all = new LinkedHashMap<>(entries);
      all.putAll(compile());
      for (Map.Entry<String, byte[]> entry : all.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
  }

  private Map<String, byte[]> compile() {
    Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileManager files =
        new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location,
              String className,
              JavaFileObject.Kind kind,
              javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + className), kind) {
              @Override
              public OutputStream openOutputStream() {
                return classes.computeIfAbsent(className, name -> new ByteArrayOutputStream());
              }
            };
          }
        };
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(unit(name, text)));
    boolean compiled =
        compiler.getTask(null, files, null, List.of("-proc:none", "-nowarn"), null, units).call();
    if (!compiled) {
      throw new AssertionError("the test's bundle does not compile");
    }
    Map<String, byte[]> result = new LinkedHashMap<>();
    classes.forEach(
        (name, bytes) -> result.put(name.replace('.', '/') + ".class", bytes.toByteArray()));
    return result;
  }

  private static JavaFileObject unit(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("mem:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
