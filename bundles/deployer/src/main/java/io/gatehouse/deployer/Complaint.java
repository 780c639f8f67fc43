package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;

/**
 * What is wrong with a bundle, before it is said of which file.
 *
 * @param remedy a sentence, with or without its full stop
 */
record Complaint(String problem, String remedy) {

  Finding in(String file) {
    return finding(Place.of(file), problem, remedy);
  }

  static Finding finding(Place place, String problem, String remedy) {
    boolean ends = remedy.isEmpty() || ".?!".indexOf(remedy.charAt(remedy.length() - 1)) >= 0;
    return new Finding(place, problem, ends ? remedy : remedy + '.');
  }
}
