package io.gatehouse.api.watch;

import io.gatehouse.api.definition.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Watches the folders that operators drop files into, takes files when they are complete, and tells
 * the operator beside the file what is wrong with it. The one place that knows how files arrive.
 */
public interface DropFolders {

  /** The installation's folder: {@code etc apis policies deploy data log} are in it. */
  Path base();

  /**
   * Watches a folder. The handler gets what is there before this method returns, and from then on
   * every change, on one thread that all handlers share: never two calls at once.
   *
   * @param folder relative to {@link #base()} or absolute; created when missing
   * @param suffixes of the file names that count: {@code .yaml}. Names beginning with a dot or
   *     ending in {@code .error} never count.
   * @return ends the watching when run
   */
  Runnable watch(Path folder, Set<String> suffixes, DropHandler handler);

  /**
   * Replaces what is known to be wrong with a file: written to {@code <file>.error} beside it and
   * to the log; no findings remove it.
   */
  void report(Path file, List<Finding> findings);

  /** Everything that is known to be wrong now, in order of file and line. */
  List<Finding> findings();

  /**
   * Runs the task on the control thread: the one that handlers are called on, after what is already
   * waiting.
   */
  void execute(Runnable task);

  /** What the files serve with, over restarts. */
  ServedContents contents();

  /** The path as an operator would say it: relative to the installation, with slashes. */
  String display(Path file);
}
