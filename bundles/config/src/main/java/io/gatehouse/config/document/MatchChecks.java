package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.config.form.PathSyntax;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the {@code match} of an API and those of its routes say of each other. */
final class MatchChecks {

  private final Remarks remarks;

  /** The valid texts of an API's match; empty where it matches everything. */
  private final List<String> hosts;

  private final List<String> paths;
  private final List<String> methods;

  private final List<ConfigNode> apiPaths;
  private final boolean unreadable;

  MatchChecks(Remarks remarks, Optional<ConfigNode.Mapping> match) {
    this.remarks = remarks;
    this.hosts = valid(match, "hosts", TextForm.HOST);
    this.paths = valid(match, "paths", TextForm.PATH_PATTERN);
    this.methods = valid(match, "methods", TextForm.METHOD);
    this.unreadable = match.filter(MatchChecks::hasUnreadablePaths).isPresent();
    this.apiPaths =
        match.map(m -> Remarks.items(m, MatchDocument.class, "paths")).orElse(List.of());
    match.ifPresent(this::eachOnce);
  }

  /**
   * The paths that a route with this match has, its own or its API's; none where one of them is
   * mistaken, because there is no telling what was meant.
   */
  List<String> pathsOf(Optional<ConfigNode.Mapping> match) {
    if (match.filter(MatchChecks::hasUnreadablePaths).isPresent()) {
      return List.of();
    }
    boolean own = match.filter(m -> countOf(m) > 0).isPresent();
    if (!own) {
      return unreadable || paths.size() < apiPaths.size()
          ? List.of()
          : paths.isEmpty() ? List.of("/**") : paths;
    }
    List<String> valid = valid(match, "paths", TextForm.PATH_PATTERN);
    return valid.size() < match.map(this::countOf).orElse(0) ? List.of() : valid;
  }

  private static boolean hasUnreadablePaths(ConfigNode.Mapping match) {
    return Remarks.value(match, MatchDocument.class, "paths")
        .filter(paths -> !(paths instanceof ConfigNode.Sequence))
        .isPresent();
  }

  private int countOf(ConfigNode.Mapping match) {
    return Remarks.items(match, MatchDocument.class, "paths").size();
  }

  /** Checks a route's match against the API's. */
  void check(ConfigNode.Mapping match) {
    eachOnce(match);
    for (ConfigNode.Scalar path : remarks.texts(match, MatchDocument.class, "paths")) {
      boolean within =
          paths.isEmpty()
              || TextForm.PATH_PATTERN.check(path.text()).isPresent()
              || paths.stream().anyMatch(wide -> PathSyntax.covers(wide, path.text()));
      if (!within) {
        outside(path, "path", paths);
      }
    }
    for (ConfigNode.Scalar host : remarks.texts(match, MatchDocument.class, "hosts")) {
      boolean within =
          hosts.isEmpty()
              || TextForm.HOST.check(host.text()).isPresent()
              || hosts.stream().anyMatch(wide -> coversHost(wide, host.text()));
      if (!within) {
        outside(host, "host", hosts);
      }
    }
    for (ConfigNode.Scalar method : remarks.texts(match, MatchDocument.class, "methods")) {
      boolean within =
          methods.isEmpty()
              || TextForm.METHOD.check(method.text()).isPresent()
              || methods.contains(method.text());
      if (!within) {
        outside(method, "method", methods);
      }
    }
  }

  private void outside(ConfigNode.Scalar text, String what, List<String> all) {
    remarks.add(
        text.place(),
        "the " + what + ' ' + Shown.quoted(text.written()) + " is outside the API's " + what + 's',
        "Write one within "
            + Shown.plain(String.join(", ", new java.util.LinkedHashSet<>(all)))
            + ", or widen the API's match");
  }

  private void eachOnce(ConfigNode.Mapping match) {
    for (String key : List.of("hosts", "paths", "methods")) {
      Set<String> seen = new HashSet<>();
      for (ConfigNode.Scalar text : remarks.texts(match, MatchDocument.class, key)) {
        if (!seen.add(text.text())) {
          remarks.add(
              text.place(), Shown.quoted(text.written()) + " stands here twice", "Remove one");
        }
      }
    }
  }

  private List<String> valid(Optional<ConfigNode.Mapping> match, String key, TextForm form) {
    return match.stream()
        .flatMap(m -> remarks.texts(m, MatchDocument.class, key).stream())
        .map(ConfigNode.Scalar::text)
        .filter(text -> form.check(text).isEmpty())
        .toList();
  }

  private static boolean coversHost(String wide, String narrow) {
    if (!wide.startsWith("*.")) {
      return wide.equals(narrow);
    }
    String bare = narrow.startsWith("*.") ? narrow.substring(1) : narrow;
    return bare.endsWith(wide.substring(1)) && (narrow.startsWith("*.") || !bare.equals(wide));
  }
}
