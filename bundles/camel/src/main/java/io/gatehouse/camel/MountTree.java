package io.gatehouse.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the mount that takes a request: the longest path wins, a segment as it is written before
 * one that binds. Immutable.
 */
final class MountTree {

  private final List<Entry> entries;
  private final Node root = new Node();

  MountTree(Collection<Entry> entries) {
    this.entries = List.copyOf(entries);
    this.entries.forEach(root::add);
  }

  /**
   * A mount that can be reached.
   *
   * @param owner who brought it: a file, or a bundle's symbolic name
   */
  record Entry(String owner, RouteContext context, Mount mount) {}

  /** What came of looking. */
  sealed interface Sought {
    /** It takes the request. */
    record Found(Entry entry) implements Sought {}

    /** The path is served, for these methods. */
    record WrongMethod(Set<String> allowed) implements Sought {}

    /** Nobody serves the path. */
    record Nobody() implements Sought {}
  }

  private static final class Node {
    private final Map<String, Node> literal = new HashMap<>();
    private final List<Entry> exact = new ArrayList<>();
    private final List<Entry> below = new ArrayList<>();
    private @Nullable Node parameter;

    void add(Entry entry) {
      Node node = this;
      for (String segment : entry.mount().path().segments()) {
        node = node.child(segment);
      }
      (entry.mount().path().prefix() ? node.below : node.exact).add(entry);
    }

    private Node child(String segment) {
      if (!MountPath.isParameter(segment)) {
        return literal.computeIfAbsent(segment, s -> new Node());
      }
      Node known = parameter;
      if (known == null) {
        known = new Node();
        parameter = known;
      }
      return known;
    }

    void collect(List<String> segments, int depth, List<Entry> found) {
      if (depth == segments.size()) {
        found.addAll(exact);
      } else {
        Node named = literal.get(segments.get(depth));
        if (named != null) {
          named.collect(segments, depth + 1, found);
        }
        if (parameter != null) {
          parameter.collect(segments, depth + 1, found);
        }
      }
      found.addAll(below);
    }
  }

  List<Entry> entries() {
    return entries;
  }

  /** Looks for a percent-encoded path. */
  Sought find(String method, String path) {
    List<Entry> candidates = candidates(path);
    for (Entry candidate : candidates) {
      if (candidate.mount().takes(method)) {
        return new Sought.Found(candidate);
      }
    }
    if (candidates.isEmpty()) {
      return new Sought.Nobody();
    }
    Set<String> allowed = new TreeSet<>();
    candidates.forEach(candidate -> allowed.addAll(candidate.mount().methods()));
    return new Sought.WrongMethod(allowed);
  }

  /** All whose path fits, the best first. */
  List<Entry> candidates(String path) {
    List<Entry> found = new ArrayList<>();
    root.collect(MountPath.segmentsOf(path), 0, found);
    return found;
  }
}
