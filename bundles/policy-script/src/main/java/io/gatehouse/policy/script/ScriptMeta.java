package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a script says of itself in {@code meta}.
 *
 * @param timeout how long a hook may run from one await to the next
 * @param deadline how long it may take in all
 * @param fetches how many may be under way at once
 * @param upstreams that every API must declare which uses it
 * @param secrets names of those it reads
 * @param onFailure what becomes of messages while it is out of service
 * @param config what its configuration may look like; empty where it does not say
 */
record ScriptMeta(
    BodyMode request,
    BodyMode response,
    BodyMode message,
    Duration timeout,
    Duration deadline,
    int fetches,
    List<String> upstreams,
    List<String> secrets,
    OnFailure onFailure,
    Optional<ConfigSchema> config) {

  static final Duration TIMEOUT = Duration.ofMillis(100);
  static final ScriptMeta NOTHING_SAID =
      new ScriptMeta(
          BodyMode.NONE,
          BodyMode.NONE,
          BodyMode.NONE,
          TIMEOUT,
          Duration.ofMinutes(1),
          10_000,
          List.of(),
          List.of(),
          OnFailure.CLOSED,
          Optional.empty());

  private static final List<String> KEYS =
      List.of(
          "body",
          "timeoutMs",
          "deadlineMs",
          "fetches",
          "upstreams",
          "secrets",
          "onFailure",
          "config");
  private static final List<String> SIDES = List.of("request", "response", "message");
  private static final long ALLOCATION_BYTES = 64L * 1024 * 1024;
  private static final long LONGEST_MILLIS = 10_000;
  private static final long LATEST_MILLIS = 600_000;
  private static final long MOST_FETCHES = 100_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /**
   * What a call may take. What is collected meanwhile counts too, so that a script that may run
   * long may allocate more; the bound of that bound keeps it from taking the heap.
   */
  Lane.Limits limits() {
    long share = Math.max(1, Math.min(4, timeout.toMillis() / TIMEOUT.toMillis()));
    return new Lane.Limits(timeout.toNanos(), share * ALLOCATION_BYTES);
  }

  /**
   * Reads {@code meta}.
   *
   * @param exported the export as plain data; empty where there is none
   * @throws ScriptRefusedException all that is wrong with it
   */
  static ScriptMeta read(Optional<Object> exported, ScriptText script) {
    if (exported.isEmpty()) {
      return NOTHING_SAID;
    }
    if (!(exported.get() instanceof Map<?, ?> meta)) {
      throw new ScriptRefusedException(
          script.export("meta"), "meta is not an object", "Write export const meta = { ... }");
    }
    List<Finding> findings = new ArrayList<>();
    for (Object key : meta.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        findings.add(unknown("meta", String.valueOf(key), KEYS, script));
      }
    }
    Map<?, ?> body = body(meta.get("body"), script, findings);
    BodyMode request = mode("request", body, script, findings);
    BodyMode response = mode("response", body, script, findings);
    BodyMode message = mode("message", body, script, findings);
    Numbers numbers = new Numbers(meta, script, findings);
    long timeout = numbers.from1("timeoutMs", LONGEST_MILLIS, TIMEOUT.toMillis());
    long deadline = numbers.from1("deadlineMs", LATEST_MILLIS, NOTHING_SAID.deadline().toMillis());
    long fetches = numbers.from1("fetches", MOST_FETCHES, NOTHING_SAID.fetches());
    List<String> upstreams = names("upstreams", meta, script, findings);
    List<String> secrets = names("secrets", meta, script, findings);
    OnFailure onFailure = onFailure(meta.get("onFailure"), script, findings);
    Optional<ConfigSchema> schema = Optional.empty();
    Object config = meta.get("config");
    if (config != null) {
      schema = ConfigSchema.read(config, script, findings);
    }
    if (!findings.isEmpty()) {
      throw new ScriptRefusedException(findings);
    }
    return new ScriptMeta(
        request,
        response,
        message,
        Duration.ofMillis(timeout),
        Duration.ofMillis(deadline),
        (int) fetches,
        upstreams,
        secrets,
        onFailure,
        schema);
  }

  private static OnFailure onFailure(
      @Nullable Object written, ScriptText script, List<Finding> findings) {
    if (written == null) {
      return OnFailure.CLOSED;
    }
    Optional<OnFailure> named = OnFailure.named(String.valueOf(written));
    if (named.isEmpty()) {
      findings.add(
          new Finding(
              script.metaKey("onFailure"),
              "meta.onFailure: " + Json.of(written),
              NearestName.remedy(String.valueOf(written), OnFailure.NAMES)));
    }
    return named.orElse(OnFailure.CLOSED);
  }

  private static Map<?, ?> body(@Nullable Object body, ScriptText script, List<Finding> findings) {
    if (body == null) {
      return Map.of();
    }
    if (!(body instanceof Map<?, ?> sides)) {
      findings.add(
          new Finding(
              script.metaKey("body"),
              "meta.body: " + Json.of(body),
              "Write an object such as { request: \"json\" }"));
      return Map.of();
    }
    for (Object side : sides.keySet()) {
      if (!SIDES.contains(String.valueOf(side))) {
        findings.add(unknown("meta.body", String.valueOf(side), SIDES, script));
      }
    }
    return sides;
  }

  private static BodyMode mode(
      String side, Map<?, ?> body, ScriptText script, List<Finding> findings) {
    Object written = body.get(side);
    if (written == null) {
      return BodyMode.NONE;
    }
    Optional<BodyMode> mode = BodyMode.named(String.valueOf(written));
    if (mode.isEmpty()) {
      boolean later = BodyMode.LATER.contains(String.valueOf(written));
      findings.add(
          new Finding(
              script.metaKey(side),
              "meta.body."
                  + side
                  + ": "
                  + Json.of(written)
                  + (later ? " is not available yet" : ""),
              NearestName.remedy(String.valueOf(written), BodyMode.NAMES)));
    }
    return mode.orElse(BodyMode.NONE);
  }

  /** Reads whole numbers. */
  private record Numbers(Map<?, ?> meta, ScriptText script, List<Finding> findings) {
    long from1(String key, long most, long otherwise) {
      Object written = meta.get(key);
      if (written == null) {
        return otherwise;
      }
      if (written instanceof Long number && number >= 1 && number <= most) {
        return number;
      }
      findings.add(
          new Finding(
              script.metaKey(key),
              "meta." + key + ": " + Json.of(written),
              "Write a whole number from 1 to " + most));
      return otherwise;
    }
  }

  private static List<String> names(
      String key, Map<?, ?> meta, ScriptText script, List<Finding> findings) {
    Object written = meta.get(key);
    if (written == null) {
      return List.of();
    }
    if (written instanceof List<?> list
        && list.stream().allMatch(n -> n instanceof String s && NAME.matcher(s).matches())) {
      return list.stream().map(String::valueOf).distinct().toList();
    }
    findings.add(
        new Finding(
            script.metaKey(key),
            "meta." + key + ": " + Json.of(written),
            "Write a list of names such as [\"crm\"]"));
    return List.of();
  }

  private static Finding unknown(
      String owner, String key, List<String> allowed, ScriptText script) {
    Place place = script.metaKey(key);
    return new Finding(
        place, owner + ": unknown key '" + key + "'", NearestName.remedy(key, allowed));
  }
}
