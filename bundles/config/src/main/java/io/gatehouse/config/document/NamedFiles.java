package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the PEM files that a document names are there and are what they should be. */
final class NamedFiles {

  private static final int ENOUGH = 1 << 20;
  private static final int MOST_NAMES = 1000;

  private final Path base;

  NamedFiles(Path base) {
    this.base = base;
  }

  /**
   * Checks the file that a scalar names.
   *
   * @param label that one of its parts has: {@code CERTIFICATE}
   */
  void check(Optional<ConfigNode> node, String label, Remarks remarks) {
    if (node.isEmpty()
        || remarks.isBroken(node.get())
        || !(node.get() instanceof ConfigNode.Scalar name)
        || TextForm.FILE.check(name.text()).isPresent()) {
      return;
    }
    Path file = base.resolve(name.text()).normalize();
    if (!Files.isRegularFile(file)) {
      remarks.add(
          name.place(),
          "there is no file " + Shown.quoted(name.written()),
          nearest(file)
              .map(n -> "Write the name of the file beside it, " + Shown.quoted(n) + ", or add it")
              .orElse("Add it, or mend the path, which is relative to the instance's folder"));
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(ENOUGH), StandardCharsets.ISO_8859_1);
      if (!text.contains(label + "-----")) {
        remarks.add(
            name.place(),
            "the file " + Shown.quoted(name.written()) + " has no " + label + " in it",
            "Name a PEM file with -----BEGIN ... " + label + "-----");
      }
    } catch (IOException e) {
      remarks.add(
          name.place(),
          "the file " + Shown.quoted(name.written()) + " cannot be read",
          "Let the gateway's user read it");
    }
  }

  private static Optional<String> nearest(Path file) {
    Path folder = file.getParent();
    Path name = file.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries.limit(MOST_NAMES).map(e -> String.valueOf(e.getFileName())).toList();
      return NearestName.of(name.toString(), names);
    } catch (IOException unlisted) {
      return Optional.empty();
    }
  }
}
