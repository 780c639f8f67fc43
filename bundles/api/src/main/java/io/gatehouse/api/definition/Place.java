package io.gatehouse.api.definition;

/**
 * Where something stands in what an operator wrote.
 *
 * @param file as an operator would say it, relative to the installation
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole line is meant
 * @param path of keys from the top of the document: {@code routes[0].match.methods}; empty for the
 *     document
 */
public record Place(String file, int line, int column, String path) {

  public static Place of(String file) {
    return new Place(file, 0, 0, "");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
      if (column > 0) {
        text.append(':').append(column);
      }
    }
    return path.isEmpty() ? text.toString() : text.append(' ').append(path).toString();
  }
}
