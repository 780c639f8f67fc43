package io.gatehouse.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.DefinitionSet;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry.Outcome;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.Condition;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.core.exchange.Engine;
import io.gatehouse.core.exchange.ObserverRegistry;
import io.gatehouse.testsupport.FakeClientCall;
import io.gatehouse.testsupport.FakeCounterStore;
import io.gatehouse.testsupport.FakeDropFolders;
import io.gatehouse.testsupport.ManualEventLoop;
import io.gatehouse.testsupport.RequestBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {

  private static final Path BASE = Path.of("/base");
  private static final ConfigNode NOTHING =
      new ConfigNode.Mapping(List.of(), Place.of("apis/a.yaml"));

  private final Engine engine = new Engine(new ObserverRegistry());
  private final FakeDropFolders folders = new FakeDropFolders(BASE);
  private final List<CompletableFuture<GatewayResponse>> asked = new ArrayList<>();
  private final List<String> upstreams = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private boolean answerAtOnce = true;
  private final ControlPlane plane =
      new ControlPlane(
          engine,
          new ConsumerIndex(),
          folders,
          new RawBinder(),
          (api, definition) -> new NotedUpstream(definition.name()),
          (EventLoops) () -> List.of(new ManualEventLoop()),
          new FakeCounterStore());

  /** Takes any configuration as it is. */
  private static final class RawBinder implements ConfigBinder {
    @Override
    public <C> Binding<C> bind(ConfigNode node, Class<C> type) {
      return new Binding.Bound<>(type.cast(node));
    }
  }

  private final class NotedUpstream implements Upstream {
    private final String name;

    NotedUpstream(String name) {
      this.name = name;
      upstreams.add(name);
    }

    @Override
    public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
      CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
      if (answerAtOnce) {
        answer.complete(GatewayResponse.of(200));
      }
      asked.add(answer);
      return answer;
    }

    @Override
    public List<StatusEntry> status() {
      return List.of(StatusEntry.serving("target", name, "", ""));
    }

    @Override
    public void close() {
      closed.add("upstream " + name);
    }
  }

  /** Marks responses with its version; refuses to be made where it is told to. */
  private final class Marking implements PolicyFactory<ConfigNode> {
    private final String type;
    private final String version;
    private final boolean broken;

    Marking(String type, String version, boolean broken) {
      this.type = type;
      this.version = version;
      this.broken = broken;
    }

    @Override
    public PolicyDescriptor<ConfigNode> descriptor() {
      return PolicyDescriptor.of(type, ConfigNode.class, "Marks responses");
    }

    @Override
    public Policy create(ConfigNode config, PolicyEnvironment environment) {
      if (broken) {
        throw new PolicyConfigurationException("limit", "0 (expected: 1 or more)");
      }
      return new Policy() {
        @Override
        public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange e) {
          response.headers().add("x-" + type, version);
          return PolicyResult.proceed(response);
        }

        @Override
        public void close() {
          closed.add(type + ' ' + version);
        }
      };
    }
  }

  private List<Extension> extensions(String type, String version, boolean broken) {
    return List.of(new Extension.OfPolicy(new Marking(type, version, broken)));
  }

  private Outcome offer(String type, String version) {
    return plane.offer("bundle-" + type, extensions(type, version, false));
  }

  private static DefinitionFile file(String name, int version, String path, String... policies) {
    Place place = new Place("apis/" + name + ".yaml", 1, 1, "");
    List<PolicyDefinition> chain =
        Arrays.stream(policies).map(p -> new PolicyDefinition(p, NOTHING, false, place)).toList();
    UpstreamDefinition upstream =
        new UpstreamDefinition(
            "back",
            List.of(URI.create("http://127.0.0.1:1")),
            new UpstreamDefinition.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
            Optional.empty());
    RouteDefinition route =
        new RouteDefinition(
            "default",
            new MatchDefinition(List.of(), List.of(path), List.of(), Map.of(), Map.of()),
            List.of(),
            new DestinationDefinition.ToUpstream("back", Optional.empty(), place),
            place);
    return new DefinitionFile(
        BASE.resolve("apis/" + name + ".yaml"),
        name + version,
        new DefinitionFile.Content.Parsed(
            new ApiDefinition(
                name,
                "1",
                MatchDefinition.any(),
                chain,
                List.of(route),
                Map.of("back", upstream),
                new ApiDefinition.Limits(new ByteSize(100), new ByteSize(100)),
                place)));
  }

  private void apply(DefinitionFile... files) {
    apply(List.of(), files);
  }

  private void apply(List<PolicyDefinition> globals, DefinitionFile... files) {
    GatewaySettings settings =
        new GatewaySettings(
            List.of(),
            new GatewaySettings.Admin("127.0.0.1", 0),
            new GatewaySettings.AccessLog(false, Path.of("x")),
            globals,
            Duration.ZERO);
    plane.apply(new DefinitionSet(settings, List.of(files), List.of()));
  }

  private FakeClientCall get(String path) {
    FakeClientCall call = new FakeClientCall(RequestBuilder.get(path).build());
    engine.handle(call);
    return call;
  }

  private String mark(String path, String type) {
    FakeClientCall call = get(path);
    GatewayResponse response = call.response().orElseThrow();
    call.finish(0, 0);
    return response.status() + " " + response.headers().firstOr("x-" + type, "-");
  }

  private State stateOf(String api) {
    return plane.status().stream()
        .filter(e -> e.kind().equals("api") && e.name().equals(api))
        .map(StatusEntry::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFileServesAndItsRemovalEndsIt() {
    apply(file("a", 1, "/a"));
    assertThat(mark("/a", "x")).isEqualTo("200 -");
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
    apply();
    assertThat(mark("/a", "x")).startsWith("404");
    assertThat(closed).containsExactly("upstream back");
  }

  @Test
  void anApiBeforeTheBundleItNeedsWaitsAndHeals() {
    apply(file("a", 1, "/a", "tier"), file("b", 1, "/b"));
    assertThat(mark("/a", "tier")).startsWith("503");
    assertThat(mark("/b", "tier")).startsWith("200");
    assertThat(stateOf("a")).isEqualTo(State.WAITING);
    assertThat(folders.findings()).isEmpty();
    offer("tier", "1");
    assertThat(mark("/a", "tier")).isEqualTo("200 1");
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
  }

  @Test
  void aWithdrawnTypeClosesItsRoutesAndItsReturnOpensThem() {
    offer("tier", "1");
    apply(file("a", 1, "/a", "tier"));
    assertThat(plane.users("bundle-tier")).containsExactly("a/default");
    CompletionStage<Void> drained = plane.withdraw("bundle-tier");
    assertThat(drained.toCompletableFuture()).isDone();
    assertThat(mark("/a", "tier")).startsWith("503");
    offer("tier", "2");
    assertThat(mark("/a", "tier")).isEqualTo("200 2");
  }

  @Test
  void anExchangeEndsOnTheVersionItBeganWith() {
    offer("tier", "1");
    apply(file("a", 1, "/a", "tier"));
    answerAtOnce = false;
    FakeClientCall old = get("/a");
    Outcome outcome = offer("tier", "2");
    assertThat(outcome).isInstanceOf(Outcome.Switched.class);
    CompletableFuture<Void> drained = ((Outcome.Switched) outcome).drained().toCompletableFuture();
    FakeClientCall fresh = get("/a");
    assertThat(drained).isNotDone();
    assertThat(closed).isEmpty();
    asked.forEach(a -> a.complete(GatewayResponse.of(200)));
    assertThat(old.response().orElseThrow().headers().first("x-tier")).hasValue("1");
    assertThat(fresh.response().orElseThrow().headers().first("x-tier")).hasValue("2");
    old.finish(0, 0);
    assertThat(drained).isDone();
    assertThat(closed).containsExactly("tier 1");
    // the definition is the same, so is the upstream with its connections
    assertThat(upstreams).containsExactly("back");
  }

  @Test
  void anOfferThatWouldTakeDownWhatServesChangesNothing() {
    offer("tier", "1");
    apply(file("a", 1, "/a", "tier"));
    Outcome outcome = plane.offer("bundle-tier", extensions("tier", "2", true));
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(((Outcome.Rejected) outcome).findings().getFirst().problem()).contains("limit: 0");
    assertThat(((Outcome.Rejected) outcome).findings().getFirst().remedy())
        .isEqualTo("Write 1 or more.");
    assertThat(mark("/a", "tier")).isEqualTo("200 1");
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
    // a new version without the type that is in use would take it down too
    assertThat(plane.offer("bundle-tier", extensions("other", "2", false)))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(mark("/a", "tier")).isEqualTo("200 1");
  }

  @Test
  void aMistakenEditLeavesTheEarlierVersionServing() {
    offer("tier", "1");
    plane.offer("bundle-bad", extensions("bad", "1", true));
    apply(file("a", 1, "/a", "tier"));
    apply(file("a", 2, "/a", "bad"));
    assertThat(mark("/a", "tier")).isEqualTo("200 1");
    assertThat(stateOf("a")).isEqualTo(State.DEGRADED);
    assertThat(folders.findings()).hasSize(1);
    apply(file("a", 3, "/a"));
    assertThat(mark("/a", "tier")).isEqualTo("200 -");
    assertThat(folders.findings()).isEmpty();
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
  }

  @Test
  void anEditThatNamesAnUnknownTypeDoesNotTakeDownWhatServes() {
    offer("tier", "1");
    apply(file("a", 1, "/a", "tier"));
    apply(file("a", 2, "/a", "teir"));
    assertThat(mark("/a", "tier")).isEqualTo("200 1");
    assertThat(folders.findings()).extracting(Finding::remedy).first().asString().contains("tier");
    offer("teir", "9");
    assertThat(mark("/a", "teir")).isEqualTo("200 9");
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
    assertThat(folders.findings()).isEmpty();
  }

  @Test
  void aPolicyThatEveryRouteReplacesIsCheckedAllTheSame() {
    plane.offer("bundle-bad", extensions("bad", "1", true));
    DefinitionFile plain = file("a", 1, "/a", "bad");
    ApiDefinition api = ((DefinitionFile.Content.Parsed) plain.content()).api();
    offer("tier", "1");
    RouteDefinition route = api.routes().getFirst();
    PolicyDefinition own = new PolicyDefinition("bad", NOTHING, false, route.place());
    apply(
        new DefinitionFile(
            plain.file(),
            "f",
            new DefinitionFile.Content.Parsed(
                new ApiDefinition(
                    "a",
                    "1",
                    api.match(),
                    api.policies(),
                    List.of(
                        new RouteDefinition(
                            "default", route.match(), List.of(own), route.to(), route.place())),
                    api.upstreams(),
                    api.limits(),
                    api.place()))));
    assertThat(folders.findings()).hasSize(2);
  }

  @Test
  void aGlobalPolicyThatNobodyOffersDoesNotTakeDownWhatServes() {
    apply(file("a", 1, "/a"));
    PolicyDefinition unknown =
        new PolicyDefinition("nosuch", NOTHING, false, Place.of("etc/gatehouse.yaml"));
    apply(List.of(unknown), file("a", 1, "/a"));
    assertThat(mark("/a", "x")).isEqualTo("200 -");
    assertThat(stateOf("a")).isEqualTo(State.DEGRADED);
    assertThat(folders.findings()).hasSize(1);
    offer("nosuch", "7");
    assertThat(mark("/a", "nosuch")).isEqualTo("200 7");
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
  }

  @Test
  void aConditionWaitsForWhatMakesConditions() {
    offer("tier", "7");
    Place place = new Place("etc/gatehouse.yaml", 3, 9, "");
    PolicyDefinition conditional =
        new PolicyDefinition(
            "tier",
            NOTHING,
            false,
            Optional.of(new PolicyDefinition.When("no", place)),
            Place.of("etc/gatehouse.yaml"));
    apply(List.of(conditional), file("a", 1, "/a"));
    assertThat(mark("/a", "tier")).startsWith("503");
    assertThat(folders.findings()).extracting(Finding::place).contains(place);

    plane.offer("conditions", List.of(conditions()));
    assertThat(mark("/a", "tier")).isEqualTo("200 -");
    assertThat(folders.findings()).isEmpty();
    apply(List.of(), file("a", 1, "/a"));
    assertThat(closed).contains("condition no");
  }

  private Extension conditions() {
    return new Extension.OfConditions(
        (expression, environment) ->
            new Condition() {
              @Override
              public Decision decide(GatewayRequest request, Exchange exchange) {
                return expression.equals("no") ? new Decision.Skipped() : new Decision.Applies();
              }

              @Override
              public void close() {
                closed.add("condition " + expression);
              }
            });
  }

  @Test
  void anUnparsableFileLeavesTheEarlierVersionServing() {
    apply(file("a", 1, "/a"));
    Finding finding = new Finding(Place.of("apis/a.yaml"), "no YAML", "");
    apply(
        new DefinitionFile(
            BASE.resolve("apis/a.yaml"),
            "x",
            new DefinitionFile.Content.Unparsable(List.of(finding))));
    assertThat(mark("/a", "x")).startsWith("200");
    assertThat(stateOf("a")).isEqualTo(State.DEGRADED);
    assertThat(folders.findings()).containsExactly(finding);
  }

  @Test
  void aRefusedFileIsToldOfItsCollisionsToo() {
    plane.offer("bundle-bad", extensions("bad", "1", true));
    apply(file("a", 1, "/same"), file("b", 1, "/same", "bad"), file("c", 1, "/same", "bad"));
    assertThat(folders.findings(BASE.resolve("apis/b.yaml")))
        .extracting(Finding::problem)
        .containsExactly(
            "'bad' cannot work: limit: 0", "matches the same requests as a/default at /same");
    assertThat(folders.findings(BASE.resolve("apis/c.yaml"))).hasSize(2);
    assertThat(folders.findings(BASE.resolve("apis/a.yaml"))).isEmpty();
  }

  @Test
  void theNameThatAnEarlierVersionServesUnderIsNotFree() {
    plane.offer("bundle-bad", extensions("bad", "1", true));
    apply(file("a", 1, "/a"));
    DefinitionFile renamed = moved(file("other", 1, "/a", "bad"), "apis/a.yaml");
    DefinitionFile heir = moved(file("a", 2, "/b"), "apis/b.yaml");
    apply(renamed, heir);
    assertThat(mark("/a", "x")).startsWith("200");
    assertThat(mark("/b", "x")).startsWith("404");
    assertThat(folders.findings(heir.file()))
        .extracting(Finding::problem)
        .containsExactly(
            "the API name 'a' still serves from another file, whose newest version cannot");
    apply(moved(file("other", 2, "/a"), "apis/a.yaml"), heir);
    assertThat(mark("/b", "x")).startsWith("200");
    assertThat(folders.findings()).isEmpty();
  }

  private static DefinitionFile moved(DefinitionFile file, String to) {
    return new DefinitionFile(BASE.resolve(to), file.fingerprint(), file.content());
  }

  @Test
  void globalPoliciesAreCheckedOnceWhateverApisThereAre() {
    plane.offer("bundle-bad", extensions("bad", "1", true));
    PolicyDefinition global =
        new PolicyDefinition("bad", NOTHING, false, Place.of("etc/gatehouse.yaml"));
    apply(List.of(global));
    assertThat(folders.findings(BASE.resolve("apis"))).hasSize(1);
    apply(List.of(global), file("a", 1, "/a"), file("b", 1, "/b"));
    assertThat(folders.findings()).hasSize(1);
    assertThat(stateOf("a")).isEqualTo(State.REFUSED);
    apply(List.of(), file("a", 1, "/a"));
    assertThat(folders.findings()).isEmpty();
  }

  @Test
  void ofTwoAmbiguousFilesTheNewcomerIsRefused() {
    apply(file("b", 1, "/same"));
    apply(file("a", 1, "/same"), file("b", 1, "/same"));
    assertThat(stateOf("b")).isEqualTo(State.SERVING);
    assertThat(stateOf("a")).isEqualTo(State.REFUSED);
    assertThat(folders.findings()).hasSize(1);
    apply(file("a", 1, "/same"));
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
    assertThat(folders.findings()).isEmpty();
  }

  @Test
  void atStartTheLaterFileNameIsRefused() {
    apply(file("b", 1, "/same"), file("a", 1, "/same"));
    assertThat(stateOf("a")).isEqualTo(State.SERVING);
    assertThat(stateOf("b")).isEqualTo(State.REFUSED);
  }

  @Test
  void aTypeHasOneOwner() {
    offer("tier", "1");
    assertThat(plane.offer("another", extensions("tier", "2", false)))
        .isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void anUnchangedFileIsNotCompiledAgain() {
    offer("tier", "1");
    apply(file("a", 1, "/a", "tier"), file("b", 1, "/b", "tier"));
    apply(file("a", 1, "/a", "tier"), file("b", 2, "/b", "tier"));
    assertThat(closed).containsExactly("tier 1");
    long revision = engine.current().revision();
    apply(file("a", 1, "/a", "tier"), file("b", 2, "/b", "tier"));
    assertThat(engine.current().revision()).isEqualTo(revision);
  }
}
