package io.gatehouse.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes a bundle in memory, good or bad: compiles sources, writes the manifest, packs them. */
public final class BundleBuilder {

  private final List<Path> classPath = new ArrayList<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> resources = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();

  private BundleBuilder() {}

  /** A bundle that is compiled against the API of this installation. */
  public static BundleBuilder named(
      Distribution distribution, String symbolicName, String version) {
    BundleBuilder builder = new BundleBuilder();
    builder.classPath.add(distribution.systemBundle("gatehouse-api-"));
    builder.classPath.add(frameworkOf(distribution));
    builder.headers.put("Bundle-ManifestVersion", "2");
    builder.headers.put("Bundle-SymbolicName", symbolicName);
    builder.headers.put("Bundle-Version", version);
    return builder;
  }

  private static Path frameworkOf(Distribution distribution) {
    try (java.util.stream.Stream<Path> jars =
        java.nio.file.Files.list(distribution.home().resolve("lib"))) {
      return jars.filter(jar -> jar.toString().contains("felix.framework"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has its sources compiled against these jars, too. */
  BundleBuilder against(List<Path> jars) {
    classPath.addAll(jars);
    return this;
  }

  public BundleBuilder header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public BundleBuilder withoutHeader(String name) {
    headers.remove(name);
    return this;
  }

  /** A class by its full name. */
  public BundleBuilder source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  /** A library that it brings along, and is compiled against. */
  public BundleBuilder library(Path jar) {
    String path = "lib/" + jar.getFileName();
    headers.merge("Bundle-ClassPath", ".," + path, (old, added) -> old + ',' + path);
    classPath.add(jar);
    try {
      resources.put(path, java.nio.file.Files.readAllBytes(jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public BundleBuilder resource(String path, String text) {
    resources.put(path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Declares the class as a component that is a service under these interfaces. */
  public BundleBuilder component(String className, String... services) {
    String file = "OSGI-INF/" + className + ".xml";
    String provided =
        List.of(services).stream()
            .map(service -> "<provide interface=\"" + service + "\"/>")
            .collect(Collectors.joining());
    headers.merge("Service-Component", file, (old, added) -> old + ',' + added);
    return resource(
        file,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%s">
          <implementation class="%s"/>
          <service>%s</service>
        </scr:component>
        """
            .formatted(className, className, provided));
  }

  /** The archive. */
  public byte[] build() {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach(main::putValue);
    return pack(manifest);
  }

  /** The same archive without a manifest. */
  public byte[] buildWithoutManifest() {
    return pack(null);
  }

  private byte[] pack(@org.jspecify.annotations.Nullable Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar =
        manifest == null ? new JarOutputStream(bytes) : new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> file : compile().entrySet()) {
        add(jar, file.getKey(), file.getValue());
      }
      for (Map.Entry<String, byte[]> file : resources.entrySet()) {
        add(jar, file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private Map<String, byte[]> compile() throws IOException {
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager standard =
            compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        InMemory files = new InMemory(standard)) {
      List<JavaFileObject> units =
          sources.entrySet().stream()
              .<JavaFileObject>map(e -> new SourceFile(e.getKey(), e.getValue()))
              .toList();
      String path = classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
      boolean done =
          compiler
              .getTask(
                  null,
                  files,
                  diagnostics,
                  List.of("--release", "25", "-proc:none", "-cp", path),
                  null,
                  units)
              .call();
      if (!done) {
        throw new IllegalArgumentException("sources: " + diagnostics.getDiagnostics());
      }
      return files.classes();
    }
  }

  /** A class as text. */
  private static final class SourceFile extends SimpleJavaFileObject {

    private final String text;

    SourceFile(String className, String text) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what the compiler writes. */
  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

    InMemory(JavaFileManager files) {
      super(files);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new LinkedHashMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      written.put(className.replace('.', '/') + kind.extension, bytes);
      return new SimpleJavaFileObject(
          URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }
}
