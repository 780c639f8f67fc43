package io.gatehouse.camel;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The path that a route is mounted on: {@code /orders}, {@code /orders/{id}}, or with all that is
 * below it.
 *
 * @param segments as they read decoded; {@code {id}} binds whatever stands there
 * @param prefix whether paths below belong to it
 */
record MountPath(List<String> segments, boolean prefix) {

  MountPath {
    segments = List.copyOf(segments);
  }

  /** Of an endpoint's path, decoded. */
  static MountPath of(String path, boolean prefix) {
    return new MountPath(split(path), prefix);
  }

  /** What a request's path consists of, decoded. */
  static List<String> segmentsOf(String rawPath) {
    return split(rawPath).stream().map(MountPath::decoded).toList();
  }

  /** Slashes at the end make no difference, as with Camel. */
  private static List<String> split(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static String decoded(String segment) {
    return segment.indexOf('%') < 0
        ? segment
        : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  static boolean isParameter(String segment) {
    return segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}");
  }

  /** What the parameters bind in a request's segments, which must fit. */
  Map<String, String> parameters(List<String> request) {
    Map<String, String> bound = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (isParameter(segment)) {
        bound.put(segment.substring(1, segment.length() - 1), request.get(i));
      }
    }
    return bound;
  }

  /** What is left of a request's path behind this one, still encoded. */
  String rest(String rawPath) {
    List<String> raw = split(rawPath);
    return raw.stream().skip(segments.size()).map(s -> '/' + s).collect(Collectors.joining());
  }

  /** Whether the same requests fit both. */
  boolean sameAs(MountPath other) {
    return prefix == other.prefix && shape().equals(other.shape());
  }

  private List<String> shape() {
    return segments.stream().map(s -> isParameter(s) ? "{}" : s).toList();
  }

  @Override
  public String toString() {
    String path = segments.stream().map(s -> '/' + s).collect(Collectors.joining());
    return prefix ? path + "/**" : path.isEmpty() ? "/" : path;
  }
}
