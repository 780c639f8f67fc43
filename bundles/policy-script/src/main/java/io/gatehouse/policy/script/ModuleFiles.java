package io.gatehouse.policy.script;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The files that a policy may import: {@code .js} and {@code .mjs} directly in {@code policies/}
 * and {@code policies/lib/}, read only.
 *
 * <p>To scripts the folder is {@code /policies}, whatever it is outside. A file is read once for a
 * version of a policy, so that all contexts of a version run the same text; after {@link #seal}
 * none is read any more, so that no import on an event loop touches a disk.
 */
final class ModuleFiles implements FileSystem {

  private static final Path ROOT = Path.of("/policies");
  private static final long LARGEST = 1024 * 1024;

  private final Path folder;
  private final UnaryOperator<Path> contents;
  private final Map<Path, byte[]> texts = new HashMap<>();
  private final Map<Path, String> asked = new LinkedHashMap<>();
  private boolean sealed;

  ModuleFiles(Path folder) {
    this(folder, UnaryOperator.identity());
  }

  /**
   * The modules of this folder.
   *
   * @param contents where each is read
   */
  ModuleFiles(Path folder, UnaryOperator<Path> contents) {
    this.folder = folder;
    this.contents = contents;
  }

  /** A path of this file system as an operator would say it. */
  static String display(String path) {
    String shown = ROOT.resolve(path).normalize().toString().replace('\\', '/');
    return shown.startsWith("/") ? shown.substring(1) : shown;
  }

  /** The real paths of everything that was imported, or was asked for and is not there. */
  synchronized Set<Path> dependencies() {
    return asked.keySet().stream()
        .filter(p -> p.startsWith(ROOT))
        .map(p -> folder.resolve(ROOT.relativize(p).toString()))
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  /** What cannot be imported, with the reason. */
  synchronized Map<Path, String> refused() {
    Map<Path, String> refused = new LinkedHashMap<>(asked);
    refused.values().removeIf(String::isEmpty);
    return refused;
  }

  /** From now on only what was imported is there. */
  synchronized void seal() {
    sealed = true;
  }

  @Override
  public Path parsePath(URI uri) {
    throw new UnsupportedOperationException(uri + " (expected: a path such as ./lib/mask.js)");
  }

  @Override
  public Path parsePath(String path) {
    return Path.of(path);
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return ROOT.resolve(path);
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    Path file = ROOT.resolve(path).normalize();
    text(file);
    return file;
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
      throw new SecurityException("read only");
    }
    text(ROOT.resolve(path).normalize());
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return new TextChannel(text(ROOT.resolve(path).normalize()));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    byte[] bytes = text(ROOT.resolve(path).normalize());
    return Map.of(
        "isRegularFile",
        true,
        "isDirectory",
        false,
        "isSymbolicLink",
        false,
        "isOther",
        false,
        "size",
        (long) bytes.length);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) {
    throw new SecurityException("not readable");
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) {
    throw new SecurityException("read only");
  }

  @Override
  public void delete(Path path) {
    throw new SecurityException("read only");
  }

  private synchronized byte[] text(Path file) throws IOException {
    byte[] known = texts.get(file);
    if (known != null) {
      return known;
    }
    if (sealed) {
      throw new NoSuchFileException(file.toString());
    }
    try {
      byte[] read = read(file);
      asked.put(file, "");
      texts.put(file, read);
      return read;
    } catch (IOException e) {
      asked.put(file, e.getMessage());
      throw e;
    }
  }

  private byte[] read(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!file.startsWith(ROOT) || !isShallow(ROOT.relativize(file))) {
      throw new IOException("is outside policies/ and policies/lib/");
    }
    if (!name.endsWith(".js") && !name.endsWith(".mjs")) {
      throw new IOException("does not end in .js or .mjs");
    }
    Path real = folder.resolve(ROOT.relativize(file).toString());
    Path content = contents.apply(real);
    if (!Files.isRegularFile(content)) {
      throw new IOException("does not exist");
    }
    if (content.equals(real) && !real.toRealPath().startsWith(folder.toRealPath())) {
      throw new IOException("is a link that leads out of policies/");
    }
    if (Files.size(content) > LARGEST) {
      throw new IOException("is larger than 1 MiB");
    }
    // each byte a character: what the guard looks for is ASCII, and the rest stays as it is
    String text = Files.readString(content, StandardCharsets.ISO_8859_1);
    return StackGuard.guard(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isShallow(Path inside) {
    return inside.getNameCount() == 1 || (inside.getNameCount() == 2 && inside.startsWith("lib"));
  }
}
