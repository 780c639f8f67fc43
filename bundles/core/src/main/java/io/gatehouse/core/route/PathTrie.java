package io.gatehouse.core.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Path patterns by segment. Lookup costs by the depth of the path, not the number of patterns. */
final class PathTrie<T> {

  private final Map<String, PathTrie<T>> literals = new HashMap<>();
  private @Nullable PathTrie<T> parameter;
  private @Nullable HostGroups<T> here;
  private @Nullable HostGroups<T> below;

  /** Asks the groups of a pattern for their best route. */
  interface Choice<T> {
    @Nullable Candidate<T> from(HostGroups<T> groups);
  }

  /** A route and how deep its pattern reaches. */
  record Hit<T>(Candidate<T> candidate, int depth) {}

  void add(Candidate<T> candidate) {
    PathTrie<T> node = this;
    for (PathPattern.Segment segment : candidate.pattern().segments()) {
      node =
          switch (segment) {
            case PathPattern.Segment.Literal literal ->
                node.literals.computeIfAbsent(literal.text(), t -> new PathTrie<>());
            case PathPattern.Segment.Parameter named -> node.parameterChild();
          };
    }
    if (candidate.pattern().kind() == PathPattern.Kind.PREFIX) {
      node.below = added(node.below, candidate);
    } else {
      node.here = added(node.here, candidate);
    }
  }

  private PathTrie<T> parameterChild() {
    PathTrie<T> child = parameter;
    if (child == null) {
      child = new PathTrie<>();
      parameter = child;
    }
    return child;
  }

  private static <T> HostGroups<T> added(@Nullable HostGroups<T> groups, Candidate<T> candidate) {
    HostGroups<T> target = groups == null ? new HostGroups<>() : groups;
    target.add(candidate);
    return target;
  }

  /** The best template: literal segments before parameters, from the left. */
  @Nullable Candidate<T> template(List<String> segments, int at, Choice<T> choice) {
    if (at == segments.size()) {
      return here == null ? null : choice.from(here);
    }
    PathTrie<T> literal = literals.get(segments.get(at));
    Candidate<T> found = literal == null ? null : literal.template(segments, at + 1, choice);
    if (found == null && parameter != null && !segments.get(at).isEmpty()) {
      found = parameter.template(segments, at + 1, choice);
    }
    return found;
  }

  /** The best prefix: the longest, then literal segments before parameters. */
  @Nullable Hit<T> prefix(List<String> segments, int at, Choice<T> choice) {
    Hit<T> best = null;
    if (at < segments.size()) {
      PathTrie<T> literal = literals.get(segments.get(at));
      best = literal == null ? null : literal.prefix(segments, at + 1, choice);
      if (parameter != null && !segments.get(at).isEmpty()) {
        Hit<T> other = parameter.prefix(segments, at + 1, choice);
        if (other != null && (best == null || other.depth() > best.depth())) {
          best = other;
        }
      }
    }
    if (best == null && below != null) {
      Candidate<T> own = choice.from(below);
      best = own == null ? null : new Hit<>(own, at);
    }
    return best;
  }
}
