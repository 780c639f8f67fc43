package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFrameworkTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path home;

  private @Nullable EmbeddedFramework framework;

  @AfterEach
  void stop() {
    if (framework != null) {
      assertThat(framework.stop(SOON)).isTrue();
    }
  }

  private EmbeddedFramework framework() {
    EmbeddedFramework made =
        new EmbeddedFramework(
            new FrameworkPlan(
                new Instance(home, home),
                FrameworkPlan.Mode.RUN,
                home.resolve("data/cache"),
                List.of(home.resolve("system")),
                Versions.ofBuild()),
            _ -> {});
    framework = made;
    return made;
  }

  private void bundle(int level, String name, Map<String, String> headers, Class<?>... classes)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", name);
    headers.forEach(attributes::putValue);
    Path jar = home.resolve("system/" + level + "/" + name + ".jar");
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type : classes) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(entry));
        try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
          Objects.requireNonNull(in).transferTo(out);
        }
      }
    }
  }

  private void reportingBundle() throws IOException {
    bundle(
        60,
        "reporter",
        Map.of(
            "Bundle-Activator",
            ReportingActivator.class.getName(),
            "Import-Package",
            "org.osgi.framework"),
        ReportingActivator.class);
  }

  @Test
  void handsOverWhatTheBundlesReport() throws Exception {
    reportingBundle();
    EmbeddedFramework booted = framework();
    booted.start();
    assertThat(booted.awaitReport(SOON)).contains(new BootReport(0, "run", Duration.ofSeconds(7)));
    assertThat(booted.drain()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void doesNotStartWithoutAnEssentialBundle() throws IOException {
    bundle(30, "core", Map.of("Import-Package", "missing.pack"));
    assertThatThrownBy(() -> framework().start())
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("core: ")
        .hasMessageContaining("missing.pack");
  }

  @Test
  void startsWithoutABundleThatItCanBeWithout() throws Exception {
    bundle(40, "policy-cors", Map.of("Import-Package", "missing.pack"));
    reportingBundle();
    EmbeddedFramework booted = framework();
    booted.start();
    assertThat(booted.awaitReport(SOON)).isPresent();
  }

  @Test
  void saysWhatIsPendingWhileNothingIsReported() throws Exception {
    bundle(30, "core", Map.of());
    EmbeddedFramework booted = framework();
    booted.start();
    assertThat(booted.awaitReport(Duration.ofMillis(1))).isEmpty();
    assertThat(booted.pending()).isEqualTo("not done: bundles, scripts, definitions");
  }

  @Test
  void givesBothVersionsOfTheLoggingApi() throws Exception {
    bundle(20, "old", Map.of("Import-Package", "org.slf4j;version=\"[1.7,2)\""));
    bundle(20, "new", Map.of("Import-Package", "org.slf4j;version=\"[2.0,3)\""));
    reportingBundle();
    EmbeddedFramework booted = framework();
    booted.start();
    assertThat(booted.awaitReport(SOON)).isPresent();
  }
}
