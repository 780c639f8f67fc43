package io.gatehouse.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is there while a restore moves what was unpacked to its place. Found later, it says
 * that the restore was cut off, and that the folder may be half of each.
 */
final class RestoreMark {

  private RestoreMark() {}

  static Path of(Path base) {
    return base.resolve("data/gatehouse.restoring");
  }

  /**
   * Keeps a gateway from serving what nobody meant.
   *
   * @throws CommandFailedException if the mark is there
   */
  static void refuseCutOff(Instance instance) {
    if (Files.exists(of(instance.base()))) {
      throw new CommandFailedException(
          ExitCode.START_FAILED,
          "A restore of "
              + instance.base()
              + " was cut off, so its files may be half old and half new. Run 'gatehouse restore'"
              + " again; if the files are right as they are, delete "
              + of(instance.base())
              + ".");
    }
  }
}
