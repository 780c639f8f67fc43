package io.gatehouse.config.read;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;

/** Makes findings whose remedies are sentences. */
public final class Mistake {

  private Mistake() {}

  /** A finding; its remedy gets a full stop where it has no end of its own. */
  public static Finding at(Place place, String problem, String remedy) {
    boolean ends = remedy.isEmpty() || ".?!".indexOf(remedy.charAt(remedy.length() - 1)) >= 0;
    return new Finding(place, problem, ends ? remedy : remedy + '.');
  }
}
