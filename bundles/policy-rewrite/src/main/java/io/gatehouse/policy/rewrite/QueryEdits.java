package io.gatehouse.policy.rewrite;

import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.policy.rewrite.RewriteConfig.Query;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Changes to a query. Names are compared as the upstream will read them, decoded; what is not
 * changed stays byte for byte.
 *
 * @param dropped names whose parameters go
 * @param appended encoded parameters to put behind, without a leading ampersand
 */
record QueryEdits(Set<String> dropped, String appended) {

  static final QueryEdits NONE = new QueryEdits(Set.of(), "");

  static QueryEdits of(Query query) {
    Set<String> dropped = new HashSet<>(query.remove());
    for (String name : query.set().keySet()) {
      if (!dropped.add(name)) {
        throw new PolicyConfigurationException(
            "query.set." + name, "stands under query.remove too (expected: one of them)");
      }
    }
    for (String name : query.add().keySet()) {
      if (dropped.contains(name)) {
        throw new PolicyConfigurationException(
            "query.add." + name, "stands under query.set or query.remove too (expected: one)");
      }
    }
    StringBuilder appended = new StringBuilder();
    append(appended, query.set());
    append(appended, query.add());
    return new QueryEdits(Set.copyOf(dropped), appended.toString());
  }

  String apply(String query) {
    String kept = dropped.isEmpty() || query.isEmpty() ? query : kept(query);
    if (appended.isEmpty()) {
      return kept;
    }
    return kept.isEmpty() ? appended : kept + '&' + appended;
  }

  private String kept(String query) {
    StringBuilder kept = new StringBuilder(query.length());
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (!dropped.contains(PercentEncoding.decodeName(name))) {
        kept.append(kept.isEmpty() ? "" : "&").append(parameter);
      }
    }
    return kept.toString();
  }

  private static void append(StringBuilder query, Map<String, String> parameters) {
    new TreeMap<>(parameters)
        .forEach(
            (name, value) ->
                query
                    .append(query.isEmpty() ? "" : "&")
                    .append(PercentEncoding.encode(name))
                    .append('=')
                    .append(PercentEncoding.encode(value)));
  }
}
