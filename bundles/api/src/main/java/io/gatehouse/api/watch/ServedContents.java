package io.gatehouse.api.watch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What dropped files serve with, kept over restarts: where a file's content is refused when the
 * gateway starts, the one that served before it serves on, as if the gateway had never stopped.
 * Whoever takes files reads them here, and tells what serves. Called on the control thread, but for
 * {@link #before}.
 */
public interface ServedContents {

  /**
   * The content of a file that a handler was told of: a copy that nobody changes, the same until
   * the handler is told of the file again; the file itself where nothing is kept of it, as in a
   * check.
   */
  Path taken(Path file);

  /**
   * Takes note that a file serves with this content from now on.
   *
   * @param content what {@link #taken} or {@link #before} gave for this file
   */
  void serves(Path file, Path content);

  /**
   * What the file served with when the gateway ended, where that is kept: nothing once the file was
   * taken away while the gateway ran. On any thread.
   */
  Optional<Path> before(Path file);
}
