package io.gatehouse.api.definition;

import java.util.List;
import java.util.Map;

/**
 * Which requests something is for; what is left empty matches all.
 *
 * @param hosts exact names or {@code *.example.com}, lower case
 * @param paths exact {@code /a/b}, template {@code /a/{id}} or prefix {@code /a/**}
 * @param headers name to the exact value wanted, or {@code *} for any
 * @param query parameter name to the exact value wanted, or {@code *} for any
 */
public record MatchDefinition(
    List<String> hosts,
    List<String> paths,
    List<String> methods,
    Map<String, String> headers,
    Map<String, String> query) {

  public MatchDefinition {
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
    methods = List.copyOf(methods);
    headers = Map.copyOf(headers);
    query = Map.copyOf(query);
  }

  public static MatchDefinition any() {
    return new MatchDefinition(List.of(), List.of(), List.of(), Map.of(), Map.of());
  }
}
