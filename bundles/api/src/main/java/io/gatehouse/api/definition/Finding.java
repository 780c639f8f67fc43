package io.gatehouse.api.definition;

/**
 * One mistake, told so that the operator can mend it.
 *
 * @param place where it stands
 * @param problem what is wrong, with the value
 * @param remedy what to write instead: what is allowed, the nearest valid name
 */
public record Finding(Place place, String problem, String remedy) {

  @Override
  public String toString() {
    return place + ": " + problem + (remedy.isEmpty() ? "" : ". " + remedy);
  }
}
