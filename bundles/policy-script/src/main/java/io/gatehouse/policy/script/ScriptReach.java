package io.gatehouse.policy.script;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.upstream.Upstream;
import java.util.Map;
import java.util.Optional;

/** What a use of a script can reach beyond its message. */
sealed interface ScriptReach {

  /** The upstream that the API declares under this name. */
  Optional<Upstream> upstream(String name);

  /** The most bytes of an answer's content that are collected. */
  long bufferedBody();

  /** What is wrong with the name of an upstream that is not there. */
  String unknownUpstream(String name);

  static ScriptReach of(PolicyEnvironment environment) {
    return new OfApi(environment.upstreams(), environment.bufferedBody());
  }

  /** What an API lends its policies. */
  record OfApi(Map<String, Upstream> upstreams, long bufferedBody) implements ScriptReach {

    private static final int LONGEST_NAME = 100;

    public OfApi {
      upstreams = Map.copyOf(upstreams);
    }

    @Override
    public Optional<Upstream> upstream(String name) {
      return Optional.ofNullable(upstreams.get(name));
    }

    @Override
    public String unknownUpstream(String name) {
      // names are compared letter by letter, in code that cannot be interrupted
      String shown =
          HostFunctions.oneLine(
              name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
      String what = "the API declares no upstream '" + shown + "'";
      return upstreams.isEmpty()
          ? what + " (expected: declare it under upstreams)"
          : what + ". " + NearestName.remedy(shown, upstreams.keySet());
    }
  }

  /** Everything is there while hooks are tried out, and nothing is ever sent. */
  record OfTrial(Upstream stand) implements ScriptReach {

    @Override
    public Optional<Upstream> upstream(String name) {
      return Optional.of(stand);
    }

    @Override
    public long bufferedBody() {
      return 0;
    }

    @Override
    public String unknownUpstream(String name) {
      return "";
    }
  }
}
