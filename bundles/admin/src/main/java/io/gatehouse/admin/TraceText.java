package io.gatehouse.admin;

import io.gatehouse.api.status.RouteTracer.Effect;
import io.gatehouse.api.status.RouteTracer.Side;
import io.gatehouse.api.status.RouteTracer.Step;
import io.gatehouse.api.status.RouteTracer.TracedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A trace for people to read. */
final class TraceText {

  private TraceText() {}

  static String of(String route, int asked, List<TracedRequest> requests) {
    StringBuilder text = new StringBuilder();
    requests.forEach(request -> request(text, request));
    text.append(requests.size()).append(" of ").append(asked).append(" requests through ");
    text.append(route).append(requests.size() < asked ? "; no more came in time\n" : "\n");
    return text.toString().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n]]", "?");
  }

  private static void request(StringBuilder text, TracedRequest request) {
    text.append(request.method())
        .append(' ')
        .append(request.path())
        .append("  ")
        .append(request.status() == 0 ? "client left" : String.valueOf(request.status()))
        .append("  ")
        .append(millis(request.nanos()))
        .append("  ")
        .append(request.bytesIn())
        .append(" bytes in, ")
        .append(request.bytesOut())
        .append(" out  ")
        .append(request.id())
        .append('\n');
    for (Step step : request.steps()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-11s  %-24s  %10s  %s%n",
              word(step.side()),
              step.name(),
              millis(step.nanos()),
              word(step.effect())));
    }
    end(request).ifPresent(end -> text.append("  ").append(end).append('\n'));
    text.append('\n');
  }

  /** Who ended it before its way was done. */
  static Optional<String> end(TracedRequest request) {
    String code = request.failure().isEmpty() ? "" : " with " + request.failure();
    Optional<Step> cut =
        request.steps().stream()
            .filter(step -> step.effect() != Effect.PASSED && step.effect() != Effect.SKIPPED)
            .findFirst();
    if (cut.isPresent()) {
      String what = cut.get().side() == Side.DESTINATION ? "failed" : "cut it short";
      return Optional.of(cut.get().name() + ' ' + what + code);
    }
    return code.isEmpty() ? Optional.empty() : Optional.of("the gateway ended it" + code);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}
