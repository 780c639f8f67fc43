package io.gatehouse.deployer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder with the bundles that serve though their files were removed, by file name. */
final class RemovedCopies {

  private static final Logger LOG = LoggerFactory.getLogger(RemovedCopies.class);

  private final Path folder;
  private final Path deploy;
  private boolean empty;

  /**
   * What is in this folder.
   *
   * @param deploy where the files were
   */
  RemovedCopies(Path folder, Path deploy) {
    this.folder = folder;
    this.deploy = deploy;
  }

  /** The files that are not there any more, and where their contents are. */
  Map<Path, Path> all() {
    Map<Path, Path> contents = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
        jars.forEach(jar -> contents.put(deploy.resolve(jar.getFileName()), jar));
      } catch (IOException e) {
        LOG.atWarn()
            .addKeyValue("folder", folder)
            .addKeyValue("reason", e.toString())
            .log("Bundles that served without their files cannot be read");
      }
    }
    return contents;
  }

  /**
   * Keeps these and removes the others.
   *
   * @param removed files, and where their contents are
   */
  void keepOnly(Map<Path, Path> removed) throws IOException {
    if (removed.isEmpty() && empty) {
      return;
    }
    Map<Path, Path> kept = all();
    for (Map.Entry<Path, Path> each : kept.entrySet()) {
      if (!removed.containsKey(each.getKey())) {
        Files.deleteIfExists(each.getValue());
      }
    }
    for (Map.Entry<Path, Path> each : removed.entrySet()) {
      if (!kept.containsKey(each.getKey())) {
        keep(each.getKey(), each.getValue());
      }
    }
    empty = removed.isEmpty();
  }

  /** A link appears at once and whole; a copy is made under another name first. */
  private void keep(Path file, Path content) throws IOException {
    Files.createDirectories(folder);
    Path copy = folder.resolve(file.getFileName());
    try {
      Files.createLink(copy, content);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Path part = folder.resolve(file.getFileName() + ".part");
      Files.deleteIfExists(part);
      Files.copy(content, part);
      Files.move(part, copy);
    }
  }
}
