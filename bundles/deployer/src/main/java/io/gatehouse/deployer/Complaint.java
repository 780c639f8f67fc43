package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;

/** What is wrong with a bundle, before it is said of which file. */
record Complaint(String problem, String remedy) {

  Finding in(String file) {
    return new Finding(Place.of(file), problem, remedy);
  }
}
