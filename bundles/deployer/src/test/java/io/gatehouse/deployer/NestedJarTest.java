package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NestedJarTest {

  private static final int SIZE = 1 << 20;

  @TempDir private Path folder;

  private NestedJar.Look look(BundleJar bundle, long most) throws IOException {
    Path file = bundle.writeTo(folder.resolve("x.jar"));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return NestedJar.look(zip, zip.getEntry("lib/inner.jar"), most);
    }
  }

  @Test
  void whatIsInsideCountsAsItExpands() throws IOException {
    BundleJar bundle = BundleJar.named("x", "1").nested("lib/inner.jar", "zeros", new byte[SIZE]);

    assertThat(look(bundle, SIZE).expanded()).isEqualTo(SIZE);
    assertThat(look(bundle, 1000).expanded()).isGreaterThan(1000).isLessThan(SIZE);
  }

  @Test
  void whatIsNoJarExpandsToNothing() throws IOException {
    BundleJar bundle = BundleJar.named("x", "1").entry("lib/inner.jar", "just words");

    assertThat(look(bundle, SIZE).expanded()).isZero();
  }
}
