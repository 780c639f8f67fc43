package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fetches of one call of a hook. Confined to the event loop. */
final class Fetches {

  static final int MOST_AT_ONCE = 50;
  static final int MOST_IN_ALL = 1000;

  private final ScriptReach reach;
  private final FetchBudget budget;
  private final List<HostFetch> wanted = new ArrayList<>();
  private final List<HostFetch> underWay = new ArrayList<>();
  private int begun;

  Fetches(ScriptReach reach, FetchBudget budget) {
    this.reach = reach;
    this.budget = budget;
  }

  /**
   * A fetch, to be sent when the script has left the thread; or what is wrong with it.
   *
   * @param path percent-encoded
   */
  Made make(String name, String path, String query, String method, HostFields fields) {
    Optional<Upstream> upstream = reach.upstream(name);
    if (upstream.isEmpty()) {
      return Made.refused(reach.unknownUpstream(name));
    }
    Optional<String> normal = PathForm.path(path.isEmpty() ? "/" : path);
    if (normal.isEmpty()) {
      return Made.refused(
          "path '"
              + HostFunctions.oneLine(path)
              + "' (expected: percent-encoded, without empty or dot segments; parts that come from"
              + " outside through encodeURIComponent)");
    }
    if (!PathForm.isQuery(query)) {
      return Made.refused(
          "query '" + HostFunctions.oneLine(query) + "' (expected: percent-encoded text)");
    }
    if (!FieldSyntax.isToken(method)) {
      return Made.refused(
          "method '" + HostFunctions.oneLine(method) + "' (expected: a token such as GET)");
    }
    if (wanted.size() + underWay.size() >= MOST_AT_ONCE) {
      return Made.refused("more than " + MOST_AT_ONCE + " at once (expected: await some first)");
    }
    if (++begun > MOST_IN_ALL) {
      return Made.refused("more than " + MOST_IN_ALL + " in one call of a hook");
    }
    GatewayRequest request =
        new GatewayRequest(method, "http", name, normal.get(), query, fields.take(), Body.empty());
    HostFetch fetch = new HostFetch(upstream.get(), request, reach.bufferedBody(), budget);
    wanted.add(fetch);
    return Made.of(fetch);
  }

  /** What came of it: one of the two is there. */
  record Made(Optional<HostFetch> fetch, String refusal) {
    static Made of(HostFetch fetch) {
      return new Made(Optional.of(fetch), "");
    }

    static Made refused(String why) {
      return new Made(Optional.empty(), why);
    }
  }

  /** Those made since the last time; from now on they count as under way. */
  List<HostFetch> takeWanted() {
    List<HostFetch> taken = List.copyOf(wanted);
    wanted.clear();
    underWay.addAll(taken);
    return taken;
  }

  void answered(HostFetch fetch) {
    underWay.remove(fetch);
  }

  int pending() {
    return wanted.size() + underWay.size();
  }

  void giveUp() {
    List<HostFetch> all = List.copyOf(underWay);
    wanted.clear();
    underWay.clear();
    all.forEach(HostFetch::giveUp);
  }
}
