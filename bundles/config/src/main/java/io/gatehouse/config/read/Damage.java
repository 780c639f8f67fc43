package io.gatehouse.config.read;

import java.util.HashSet;
import java.util.Set;

/**
 * The parts of a document that a finding was made about while it was read: whoever goes on to make
 * sense of the rest does not complain about them again. Confined to one thread.
 */
public final class Damage {

  private final Set<String> broken = new HashSet<>();
  private final Set<String> incomplete = new HashSet<>();
  private boolean linesLost;

  /** The value at this path stands for something else that could not be read. */
  public void broken(String path) {
    broken.add(path);
  }

  public boolean isBroken(String path) {
    return broken.contains(path);
  }

  /** The mapping at this path may have had more keys. */
  public void incomplete(String path) {
    incomplete.add(path);
  }

  /** Whole lines were left out: any mapping may have had more keys. */
  void linesLost() {
    linesLost = true;
  }

  public boolean isIncomplete(String path) {
    return linesLost || incomplete.contains(path);
  }
}
