package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads files in YAML or JSON. Thread-safe. */
public final class DocumentReader {

  static final int LARGEST = 1 << 20;

  /** In order of place, so that an operator goes through the file once. */
  public static final Comparator<Finding> BY_PLACE =
      Comparator.<Finding>comparingInt(f -> f.place().line())
          .thenComparingInt(f -> f.place().column());

  private final References references;

  public DocumentReader(References references) {
    this.references = references;
  }

  /**
   * Reads a file. What is wrong with it is in the document, never thrown.
   *
   * @param content where it is read
   * @param file as an operator would say it; its ending says whether it is JSON
   */
  public Document read(Path content, String file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(content)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (AccessDeniedException denied) {
      return nothing(file, "the file cannot be read: permission denied", "Let the gateway read it");
    } catch (IOException e) {
      return nothing(
          file, "the file cannot be read: " + e.getClass().getSimpleName(), "See that it is there");
    }
    if (bytes.length > LARGEST) {
      return nothing(file, "the file is larger than 1MiB", "Split it into several files");
    }
    return read(bytes, file, file.toLowerCase(Locale.ROOT).endsWith(".json"));
  }

  Document read(byte[] bytes, String file, boolean json) {
    SourceText source = SourceText.of(file, bytes);
    Optional<ConfigNode> root;
    TreeBuilder tree;
    if (json) {
      tree = new TreeBuilder(file, references);
      root = JsonTree.read(source.text(), tree).map(DocumentReader::withoutSchema);
    } else {
      YamlReader.Outcome outcome =
          YamlReader.read(source.text(), () -> new TreeBuilder(file, references));
      tree = outcome.tree();
      root = outcome.root();
    }
    List<Finding> findings = new ArrayList<>(source.findings());
    findings.addAll(tree.findings());
    if (root.isEmpty() && findings.isEmpty()) {
      findings.add(
          Mistake.at(
              Place.of(file), "the file is empty", "Write a definition, or remove the file"));
    }
    findings.sort(BY_PLACE);
    return new Document(
        file, root, findings, tree.damage(), fingerprint(bytes, tree.resolved()), tree.refers());
  }

  /** JSON has no comments: editors want the schema's address in a key. */
  private static ConfigNode withoutSchema(ConfigNode root) {
    return root instanceof ConfigNode.Mapping mapping
        ? new ConfigNode.Mapping(
            mapping.entries().stream().filter(e -> !e.key().equals("$schema")).toList(),
            mapping.place())
        : root;
  }

  private static Document nothing(String file, String problem, String remedy) {
    return new Document(
        file,
        Optional.empty(),
        List.of(Mistake.at(Place.of(file), problem, remedy)),
        new Damage(),
        "",
        true);
  }

  private static String fingerprint(byte[] content, String resolved) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content);
      digest.update(resolved.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
