package io.gatehouse.admin;

import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.status.Explanation;
import java.util.Optional;
import java.util.TreeMap;

/** An explanation for people to read. */
final class ExplanationText {

  private ExplanationText() {}

  static String of(GatewayRequest request, Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append(request.method())
        .append(' ')
        .append(request.scheme())
        .append("://")
        .append(request.authority())
        .append(request.target())
        .append('\n');
    text.append(
        switch (explanation.outcome()) {
          case ROUTED -> "";
          case PREFLIGHT -> "a preflight: 405 unless a policy answers it, such as cors\n";
          case WAITING -> "503: the route waits for something it needs; see 'gatehouse status'\n";
          case METHOD_NOT_ALLOWED -> "405: there are routes for this path, for other methods\n";
          case NOT_FOUND -> "404: there is no route for it\n";
        });
    explanation.chosen().ifPresent(chosen -> chosen(text, chosen));
    if (!explanation.others().isEmpty()) {
      text.append('\n').append("not taken, though the path fits\n");
      for (Explanation.Other other : explanation.others()) {
        line(text, other.route() + "  " + other.pattern(), other.reason(), other.place());
      }
    }
    return text.toString().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n]]", "?");
  }

  private static void chosen(StringBuilder text, Explanation.Chosen chosen) {
    text.append('\n').append("route\n");
    line(text, chosen.route(), chosen.pattern(), chosen.place());
    new TreeMap<>(chosen.parameters())
        .forEach(
            (name, value) ->
                text.append("    {").append(name).append("} is ").append(value).append('\n'));
    text.append('\n').append("policies, in the order of the request\n");
    if (chosen.chain().isEmpty()) {
      text.append("  none\n");
    }
    for (Explanation.Step step : chosen.chain()) {
      line(text, step.name(), step.when().isEmpty() ? "" : "when " + step.when(), step.place());
    }
    text.append('\n').append("in force\n");
    for (Explanation.Setting setting : chosen.settings()) {
      line(text, setting.name(), setting.value(), setting.place());
    }
  }

  private static void line(StringBuilder text, String name, String value, Place place) {
    text.append("  ").append(name);
    Optional.of(value).filter(v -> !v.isEmpty()).ifPresent(v -> text.append(": ").append(v));
    text.append("  (").append(place.file());
    if (place.line() > 0) {
      text.append(':').append(place.line());
    }
    text.append(")\n");
  }
}
