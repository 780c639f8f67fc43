package io.gatehouse.it.check;

/**
 * A mistake that was made on purpose.
 *
 * @param file relative to the folder that is checked
 * @param line where it stands; 0 where the whole file is meant
 * @param remedy a part of what the operator must be told to write instead
 */
public record Mistake(String file, int line, String remedy) {

  /** Whether a line of output tells of this mistake. */
  boolean isToldBy(String output) {
    String place = line == 0 ? file : file + ':' + line;
    int at = output.indexOf(place);
    if (at < 0) {
      return false;
    }
    int end = at + place.length();
    boolean whole = end == output.length() || !Character.isDigit(output.charAt(end));
    return whole && output.substring(end).contains(remedy);
  }

  @Override
  public String toString() {
    return file + ':' + line + " (" + remedy + ")";
  }
}
