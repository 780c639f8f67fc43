package io.gatehouse.core.route;

import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.http.GatewayRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One route at one path pattern, with the conditions that remain once path and host fit. */
final class Candidate<T> {

  private final RouteEntry<T> entry;
  private final PathPattern pattern;
  private final Set<String> methods;
  private final List<Map.Entry<String, String>> headers;
  private final List<Map.Entry<String, String>> query;

  Candidate(RouteEntry<T> entry, PathPattern pattern) {
    MatchDefinition match = entry.match();
    this.entry = entry;
    this.pattern = pattern;
    this.methods = Set.copyOf(match.methods());
    this.headers = List.copyOf(match.headers().entrySet());
    this.query = List.copyOf(match.query().entrySet());
  }

  RouteEntry<T> entry() {
    return entry;
  }

  PathPattern pattern() {
    return pattern;
  }

  Set<String> methods() {
    return methods;
  }

  /** More conditions go first. */
  int conditions() {
    return (methods.isEmpty() ? 0 : 1) + headers.size() + query.size();
  }

  /** Whether no request could tell the two apart, path and host being the same. */
  boolean indistinguishableFrom(Candidate<?> other) {
    boolean methodsOverlap =
        methods.isEmpty() == other.methods.isEmpty()
            && (methods.isEmpty() || methods.stream().anyMatch(other.methods::contains));
    return methodsOverlap
        && entry.match().headers().equals(other.entry.match().headers())
        && entry.match().query().equals(other.entry.match().query());
  }

  /** A route for GET serves HEAD too (RFC 9110 section 9.3.2). */
  boolean allows(String method) {
    return methods.isEmpty()
        || methods.contains(method)
        || (method.equals("HEAD") && methods.contains("GET"));
  }

  /** Whether it says more about its requests than the other, at the same path. */
  boolean moreSpecificThan(Candidate<?> other) {
    int kinds = pattern.kind().compareTo(other.pattern.kind());
    if (kinds != 0) {
      return kinds < 0;
    }
    int depths = Integer.compare(pattern.segments().size(), other.pattern.segments().size());
    return depths != 0 ? depths > 0 : conditions() > other.conditions();
  }

  boolean conditionsHold(GatewayRequest request) {
    for (Map.Entry<String, String> wanted : headers) {
      if (!headersHave(request, wanted)) {
        return false;
      }
    }
    for (Map.Entry<String, String> wanted : query) {
      if (!queryHas(request.query(), wanted.getKey(), wanted.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** What keeps the request from this route, where the path fits; empty where nothing does. */
  Optional<String> objection(GatewayRequest request) {
    List<String> hosts = entry.match().hosts();
    if (!hosts.isEmpty() && hosts.stream().noneMatch(host -> isFor(host, request.host()))) {
      return Optional.of("it is for the host " + String.join(" or ", hosts));
    }
    for (Map.Entry<String, String> wanted : headers) {
      if (!headersHave(request, wanted)) {
        return Optional.of("it asks for the header " + shown(wanted, ": "));
      }
    }
    for (Map.Entry<String, String> wanted : query) {
      if (!queryHas(request.query(), wanted.getKey(), wanted.getValue())) {
        return Optional.of("it asks for the query parameter " + shown(wanted, "="));
      }
    }
    boolean preflight =
        RouteTable.isPreflight(request)
            && allows(request.headers().firstOr("access-control-request-method", ""));
    return preflight || allows(request.method())
        ? Optional.empty()
        : Optional.of("it is for the method " + String.join(" or ", new TreeSet<>(methods)));
  }

  /** Why the other goes first where the request could take both. */
  String yieldsTo(Candidate<?> other, GatewayRequest request) {
    if (pattern.kind() != other.pattern.kind()) {
      return "its path is a "
          + word(pattern.kind())
          + ", and "
          + (other.pattern.kind() == PathPattern.Kind.EXACT ? "an exact path" : "a template")
          + " goes first";
    }
    if (pattern.kind() == PathPattern.Kind.PREFIX
        && pattern.segments().size() != other.pattern.segments().size()) {
      return "its path is shorter, and the longer goes first";
    }
    if (!pattern.shape().equals(other.pattern.shape())) {
      return "its path has a parameter where the other's has text, and text goes first";
    }
    if (conditions() != other.conditions()) {
      return "it asks for less, and who asks for more (methods, headers, query) goes first";
    }
    if (hostExactness(request.host()) != other.hostExactness(request.host())) {
      return "its host is less exact, and the more exact goes first";
    }
    return request.method().equals("HEAD") && other.methods.contains("HEAD")
        ? "the other is for HEAD itself, and goes first"
        : "both could take it, and the first by name goes first";
  }

  /** How much of the host it asks for: all of it most, then the longer name it is below. */
  private int hostExactness(String host) {
    return entry.match().hosts().stream()
        .filter(wanted -> isFor(wanted, host))
        .mapToInt(wanted -> wanted.startsWith("*.") ? wanted.length() : Integer.MAX_VALUE)
        .max()
        .orElse(0);
  }

  private static boolean isFor(String wanted, String host) {
    return wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : wanted.equals(host);
  }

  private static String word(PathPattern.Kind kind) {
    return kind == PathPattern.Kind.PREFIX ? "prefix" : "template";
  }

  private static String shown(Map.Entry<String, String> wanted, String between) {
    return wanted.getValue().equals("*")
        ? wanted.getKey() + ", with any value"
        : wanted.getKey() + between + wanted.getValue();
  }

  private static boolean headersHave(GatewayRequest request, Map.Entry<String, String> wanted) {
    return wanted.getValue().equals("*")
        ? request.headers().contains(wanted.getKey())
        : request.headers().all(wanted.getKey()).contains(wanted.getValue());
  }

  private static boolean queryHas(String query, String name, String value) {
    if (query.isEmpty()) {
      return false;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decoded(key).equals(name)
          && (value.equals("*")
              || decoded(equals < 0 ? "" : pair.substring(equals + 1)).equals(value))) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  static <T> Set<String> allowedBy(List<Candidate<T>> candidates) {
    Set<String> all = new TreeSet<>();
    candidates.forEach(c -> all.addAll(c.methods()));
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    return all;
  }
}
