package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.identity.ConsumerDirectory;
import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.upstream.Upstream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns API definitions into compiled APIs. Used on the control thread only. */
final class ApiCompiler {

  private final ConfigBinder binder;
  private final UpstreamPool upstreams;
  private final EventLoops eventLoops;
  private final ConsumerDirectory consumers;
  private final CounterStore counters;
  private final ScriptFiles scripts;

  ApiCompiler(
      ConfigBinder binder,
      UpstreamPool upstreams,
      EventLoops eventLoops,
      ConsumerDirectory consumers,
      CounterStore counters,
      ScriptFiles scripts) {
    this.binder = binder;
    this.upstreams = upstreams;
    this.eventLoops = eventLoops;
    this.consumers = consumers;
    this.counters = counters;
    this.scripts = scripts;
  }

  /**
   * Compiles an API with what is offered.
   *
   * @param folder that relative file names are relative to
   * @throws Refusal with everything that is wrong with it; nothing is held then
   */
  CompiledApi compile(
      ApiDefinition definition,
      String fingerprint,
      Path folder,
      List<PolicyDefinition> globals,
      Offers offers)
      throws Refusal {
    return new ApiCompilation(this, definition, folder, globals, offers).run(fingerprint);
  }

  /** Everything that is wrong with global policies, whether or not there is an API to have them. */
  List<Finding> check(List<PolicyDefinition> globals, Offers offers) {
    if (globals.isEmpty()) {
      return List.of();
    }
    ApiDefinition none =
        new ApiDefinition(
            "",
            "1",
            MatchDefinition.any(),
            List.of(),
            List.of(),
            Map.of(),
            new ApiDefinition.Limits(new ByteSize(0), new ByteSize(0)),
            globals.getFirst().place());
    return new ApiCompilation(this, none, Path.of("/"), globals, offers).checkGlobals();
  }

  ScriptFiles scripts() {
    return scripts;
  }

  ConfigBinder binder() {
    return binder;
  }

  UpstreamPool upstreams() {
    return upstreams;
  }

  Environment environment(
      ApiDefinition api, String scope, Map<UpstreamDefinition, Upstream> opened) {
    Map<String, Upstream> byName = new HashMap<>();
    opened.forEach((definition, upstream) -> byName.put(definition.name(), upstream));
    return new Environment(
        api.name(),
        scope,
        InstantSource.system(),
        eventLoops,
        consumers,
        counters,
        Map.copyOf(byName),
        api.limits().bufferedBody().bytes());
  }

  /** What policies are lent. */
  record Environment(
      String api,
      String scope,
      InstantSource clock,
      EventLoops eventLoops,
      ConsumerDirectory consumers,
      CounterStore counters,
      Map<String, Upstream> upstreams,
      long bufferedBody)
      implements io.gatehouse.api.policy.PolicyEnvironment {}
}
