package io.gatehouse.policy.script.cases;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code fetch} takes: {@code upstream://NAME/path?query}.
 *
 * @param target path and query
 */
public record FetchedUrl(String upstream, String target) {

  private static final Pattern FORM = Pattern.compile("upstream://([A-Za-z0-9._-]+)(/[^\\s#]*)?");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException naming the key of a case
   */
  public static FetchedUrl of(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "url: " + url + " (expected: upstream://NAME/path, the name of an upstream of the API)");
    }
    String target = matcher.group(2);
    return new FetchedUrl(matcher.group(1), target == null ? "/" : target);
  }

  @Override
  public String toString() {
    return "upstream://" + upstream + target;
  }
}
