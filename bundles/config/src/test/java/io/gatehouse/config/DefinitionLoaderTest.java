package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.DefinitionFile.Content;
import io.gatehouse.api.definition.DefinitionSet;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.FakeDropFolders;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class DefinitionLoaderTest {

  private static final String ORDERS =
      """
      api: orders
      match: { paths: [/orders/**] }
      policies: [ { rate-limit: { limit: 5, also: true, when: "a == b" } }, cors ]
      to: { upstream: orders, path: "/v2{**}" }
      upstreams: { orders: { targets: [ { url: "http://10.0.0.5:8080" } ] } }
      """;

  @TempDir private Path base;

  private final List<DefinitionSet> applied = new ArrayList<>();
  private final List<GatewaySettings> registered = new ArrayList<>();
  private FakeDropFolders folders;

  @BeforeEach
  void prepare() throws IOException {
    folders = new FakeDropFolders(base);
    Files.createDirectories(base.resolve("etc/secrets"));
    Files.createDirectories(base.resolve("apis"));
  }

  /** Registers and withdraws services, and says in which mode the gateway is. */
  private BundleContext bundles(String mode) {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getProperty" -> mode;
                  case "registerService" -> {
                    GatewaySettings settings = (GatewaySettings) arguments[1];
                    registered.add(settings);
                    yield registration(settings);
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private ServiceRegistration<?> registration(GatewaySettings settings) {
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, arguments) -> {
              registered.remove(settings);
              return null;
            });
  }

  private SettingsFile settings(String mode) {
    return new SettingsFile(bundles(mode), folders);
  }

  private DefinitionLoader start(SettingsFile settings) {
    return new DefinitionLoader(
        folders,
        settings,
        set -> {
          applied.add(set);
          return applied.size();
        },
        () -> {});
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(base.resolve(name), text);
    folders.changed(file);
    return file;
  }

  private DefinitionSet newest() {
    return applied.getLast();
  }

  private List<Finding> refused(int index) {
    return newest().apis().get(index).content() instanceof Content.Unparsable(var findings)
        ? findings
        : List.of();
  }

  @Test
  void fillsInWhatWasLeftOut() {
    start(settings("run"));

    assertThat(applied).hasSize(1);
    GatewaySettings settings = newest().settings();
    assertThat(registered).containsExactly(settings);
    ListenerDefinition listener = settings.listeners().getFirst();
    assertThat(settings.listeners()).hasSize(1);
    assertThat(listener.name() + ' ' + listener.address() + ' ' + listener.port())
        .isEqualTo("http 0.0.0.0 8080");
    assertThat(listener.limits().requestLine().bytes()).isEqualTo(8192);
    assertThat(listener.limits().headers().bytes()).isEqualTo(32768);
    assertThat(listener.limits().headerCount()).isEqualTo(100);
    assertThat(listener.limits().connections()).isEqualTo(10_000);
    assertThat(listener.timeouts().header()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.admin()).isEqualTo(new GatewaySettings.Admin("127.0.0.1", 9080));
    assertThat(settings.accessLog().file()).isEqualTo(base.resolve("log/access.log"));
    assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void makesDefinitions() throws IOException {
    start(settings("run"));

    write("apis/orders.yaml", ORDERS);

    DefinitionFile file = newest().apis().getFirst();
    assertThat(file.fingerprint()).hasSize(64);
    ApiDefinition api = ((Content.Parsed) file.content()).api();
    assertThat(api.version()).isEqualTo("1");
    assertThat(api.policies())
        .extracting(PolicyDefinition::type, PolicyDefinition::also)
        .containsExactly(tuple("rate-limit", true), tuple("cors", false));
    assertThat(api.policies().getFirst().when().map(PolicyDefinition.When::expression))
        .contains("a == b");
    assertThat(String.valueOf(api.policies().getFirst().config())).doesNotContain("a == b");
    assertThat(api.routes().getFirst().name()).isEqualTo("default");
    assertThat(api.routes().getFirst().to())
        .isInstanceOfSatisfying(
            DestinationDefinition.ToUpstream.class,
            to -> assertThat(to.path()).contains("/v2{**}"));
    assertThat(api.upstreams().values())
        .extracting(upstream -> upstream.timeouts().connect())
        .containsExactly(Duration.ofSeconds(2));
    assertThat(api.limits().body().bytes()).isEqualTo(10 << 20);
  }

  @Test
  void handsOverADraftOfWhatCannotBeUsed() throws IOException {
    start(settings("run"));

    write("apis/orders.yaml", ORDERS.replace("upstream: orders", "upstream: oders"));

    assertThat(refused(0)).hasSize(1);
    ApiDefinition draft = newest().apis().getFirst().draft().orElseThrow();
    assertThat(draft.policies()).extracting(PolicyDefinition::type).contains("rate-limit", "cors");
  }

  @Test
  void refusesTheLaterFileWithAName() throws IOException {
    Files.writeString(base.resolve("apis/b.yaml"), ORDERS);
    Files.writeString(base.resolve("apis/a.yaml"), ORDERS);
    start(settings("run"));
    folders.changed(base.resolve("apis/b.yaml"));
    assertThat(refused(0)).isEmpty();

    folders.changed(base.resolve("apis/a.yaml"));

    assertThat(newest().apis())
        .extracting(f -> f.file().getFileName().toString())
        .containsExactly("a.yaml", "b.yaml");
    assertThat(refused(0))
        .extracting(Finding::toString)
        .containsExactly(
            "apis/a.yaml:1:6 api: the API name 'orders' is taken by apis/b.yaml."
                + " Give it another name, or remove one of the two files.");
    assertThat(refused(1)).isEmpty();
  }

  @Test
  void givesANameToTheNextWhenItIsFree() throws IOException {
    start(settings("run"));
    Path first = write("apis/b.yaml", ORDERS);
    write("apis/a.yaml", ORDERS);

    write("apis/b.yaml", ORDERS.replace("api: orders", "api: other"));
    assertThat(refused(0)).isEmpty();
    assertThat(refused(1)).isEmpty();

    Files.delete(first);
    folders.gone(first);
    assertThat(newest().apis()).hasSize(1);
  }

  @Test
  void keepsTheNameOfAFileWhoseNewestVersionIsMistaken() throws IOException {
    start(settings("run"));
    write("apis/b.yaml", ORDERS);
    write("apis/b.yaml", "api: [");

    write("apis/a.yaml", ORDERS);

    assertThat(refused(0)).hasSize(1);
  }

  @Test
  void letsNoTrafficInUntilMistakenSettingsAreMended() throws IOException {
    write("etc/gatehouse.yaml", "listeners: nonsense");
    SettingsFile settings = settings("run");
    start(settings);

    assertThat(applied).isEmpty();
    assertThat(registered).hasSize(1);
    assertThat(registered.getFirst().listeners()).isEmpty();
    assertThat(registered.getFirst().admin().port()).isEqualTo(9080);
    assertThat(settings.status().getFirst().state()).isEqualTo(State.REFUSED);
    assertThat(folders.findings()).hasSize(1);

    write("etc/gatehouse.yaml", "listeners: [ { name: http, port: 8081 } ]");

    assertThat(applied).hasSize(1);
    assertThat(registered).hasSize(1);
    assertThat(registered.getFirst().listeners().getFirst().port()).isEqualTo(8081);
    assertThat(settings.status().getFirst().state()).isEqualTo(State.SERVING);
    assertThat(folders.findings()).isEmpty();
  }

  @Test
  void checksTheRestWhereSettingsAreMistaken() throws IOException {
    write("etc/gatehouse.yaml", "listeners: nonsense");

    start(settings("check"));

    assertThat(applied).hasSize(1);
    assertThat(newest().settings().listeners()).isEmpty();
  }

  @Test
  void keepsSettingsWhereTheNewestVersionIsMistaken() throws IOException {
    write("etc/gatehouse.yaml", "policies: [cors]");
    SettingsFile settings = settings("run");
    start(settings);

    write("etc/gatehouse.yaml", "policies: cors");

    assertThat(applied).hasSize(1);
    assertThat(settings.status().getFirst().state()).isEqualTo(State.DEGRADED);
    assertThat(settings.status().getFirst().findings()).hasSize(1);
  }

  @Test
  void appliesPoliciesAtOnceAndAsksForARestartOtherwise() throws IOException {
    write("etc/gatehouse.yaml", "drain: 5s\nlisteners: [ { name: http, port: 8081 } ]\n");
    SettingsFile settings = settings("run");
    start(settings);

    write(
        "etc/gatehouse.yaml",
        "# moved\ndrain: 9s\npolicies: [cors]\nlisteners: [ { name: http, port: 8081 } ]\n");

    assertThat(newest().settings().policies()).hasSize(1);
    assertThat(newest().settings().drain()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.status().getFirst().state()).isEqualTo(State.DEGRADED);
    assertThat(settings.status().getFirst().detail())
        .isEqualTo("restart to apply the changes of drain");
  }

  @Test
  void saysThatACertificateIsMissingAndServesTheOthers() throws IOException {
    write(
        "etc/gatehouse.yaml",
        "listeners:\n  - { name: a, port: 1, tls: { certificate: none.crt, key: none.key } }\n");
    SettingsFile settings = settings("run");
    start(settings);

    assertThat(newest().settings().listeners()).hasSize(1);
    assertThat(folders.findings()).hasSize(2);
    assertThat(settings.status().getFirst().state()).isEqualTo(State.DEGRADED);
  }

  @Test
  void knowsConsumersByTheHashOfTheirKeys() throws IOException {
    String hash = "0123456789abcdef".repeat(4);
    DefinitionLoader loader = start(settings("run"));
    assertThat(loader.status().getFirst().state()).isEqualTo(State.SERVING);

    write(
        "etc/consumers.yaml",
        "consumers: [ { id: ada, groups: [a], apiKeys: [ \"sha256:" + hash + "\" ] } ]");

    assertThat(newest().consumers()).hasSize(1);
    assertThat(newest().consumers().getFirst().apiKeyHashes()).containsExactly(hash);
    write("etc/consumers.yaml", "consumers: [ { id: ada, apiKeys: [ plain ] } ]");
    assertThat(newest().consumers()).hasSize(1);
    assertThat(loader.status().getFirst().state()).isEqualTo(State.DEGRADED);
  }

  @Test
  void readsAgainWhatRefersToAChangedSecret() throws IOException {
    Files.writeString(base.resolve("etc/secrets/host"), "10.0.0.5");
    start(settings("run"));
    write("apis/orders.yaml", ORDERS.replace("10.0.0.5", "${secret:host}"));
    String before = newest().apis().getFirst().fingerprint();

    write("etc/secrets/host", "10.0.0.6");

    assertThat(newest().apis().getFirst().fingerprint()).isNotEqualTo(before);
  }

  @Test
  void doesNotReadASecondFileForTheSameThing() throws IOException {
    write("etc/gatehouse.yaml", "drain: 5s");
    write("etc/gatehouse.json", "{}");

    settings("run");

    assertThat(folders.findings())
        .extracting(Finding::problem)
        .containsExactly("the file is not read, because there is etc/gatehouse.yaml");
  }

  @Test
  void tellsADoubleNameInAFileThatIsMistakenAnyway() throws IOException {
    start(settings("run"));
    write("apis/a.yaml", ORDERS);

    write("apis/b.yaml", ORDERS.replace("version:", "verison:") + "nonsense: 1\n");

    assertThat(refused(1))
        .extracting(Finding::problem)
        .contains("the API name 'orders' is taken by apis/a.yaml");
    assertThat(refused(0)).isEmpty();
  }

  @Test
  void handsOverWhatTheRoutesOfADraftMatch() throws IOException {
    start(settings("run"));

    write(
        "apis/a.yaml",
        """
        api: a
        match: { hosts: [a.example.com], paths: [/a/**] }
        nonsense: 1
        routes:
          - { name: one, match: { paths: [/a/1] }, to: { upstream: x } }
          - { name: two, match: { paths: [a] }, to: { upstream: x } }
        upstreams: { x: { targets: [ { url: "http://127.0.0.1:9" } ] } }
        """);

    ApiDefinition draft = newest().apis().getFirst().draft().orElseThrow();
    assertThat(draft.name()).isEqualTo("a");
    assertThat(draft.routes().getFirst().match().paths()).containsExactly("/a/1");
    assertThat(draft.routes().getFirst().match().hosts()).containsExactly("a.example.com");
    assertThat(draft.routes().get(1).match()).isEqualTo(MatchDefinition.any());
  }

  @Test
  void checksTheGlobalPoliciesOfMistakenSettings() throws IOException {
    write("etc/gatehouse.yaml", "drian: 5s\npolicies: [cors]\n");

    start(settings("check"));

    assertThat(newest().settings().policies())
        .extracting(PolicyDefinition::type)
        .containsExactly("cors");
  }

  @Test
  void tellsOfAGroupThatNoConsumerIsIn() throws IOException {
    start(settings("run"));
    write("etc/consumers.yaml", "consumers: [ { id: ada, groups: [gold] } ]");

    write(
        "apis/orders.yaml",
        ORDERS.replace("policies: [", "policies: [ { api-key: { groups: [gold, silver] } },"));

    assertThat(folders.findings(base.resolve("etc")))
        .extracting(Finding::problem)
        .containsExactly("no consumer is in the group 'silver'");
    write("etc/consumers.yaml", "consumers: [ { id: ada, groups: [gold, silver] } ]");
    assertThat(folders.findings()).isEmpty();
  }

  private void servedBefore(String name, String text) throws IOException {
    Path kept = Files.writeString(base.resolve("kept-" + name.replace('/', '-')), text);
    folders.contents().servedBefore(base.resolve(name), kept);
  }

  @Test
  void whatServedBeforeIsAppliedFirstWhereTheFileIsRefused() throws IOException {
    servedBefore("apis/orders.yaml", ORDERS);
    servedBefore("apis/sound.yaml", ORDERS);
    Path settings = write("etc/gatehouse.yaml", "drian: 5s");
    List<Integer> appliedWhenServing = new ArrayList<>();
    SettingsFile file = settings("run");
    folders.changed(settings);
    new DefinitionLoader(folders, file, this::refuse, () -> appliedWhenServing.add(applied.size()));
    write("apis/orders.yaml", "api: orders\nnonsense: 1\n");
    Path sound = write("apis/sound.yaml", ORDERS.replace("orders", "sound"));

    folders.changed(Files.writeString(settings, "drain: 5s"));

    assertThat(appliedWhenServing).as("before anything is let in").containsExactly(3);
    assertThat(applied)
        .extracting(set -> set.apis().getFirst().content() instanceof Content.Parsed)
        .containsExactly(false, true, false);
    assertThat(folders.findings(base.resolve("apis/orders.yaml"))).isNotEmpty();
    assertThat(folders.contents().serving(sound)).contains(sound);
  }

  private long refuse(DefinitionSet set) {
    applied.add(set);
    set.apis()
        .forEach(
            file ->
                folders.report(
                    file.file(),
                    file.content() instanceof Content.Unparsable(var findings)
                        ? findings
                        : List.of()));
    return applied.size();
  }

  @Test
  void settingsThatServedBeforeHoldWhereTheFileIsMistakenAtTheStart() throws IOException {
    servedBefore("etc/gatehouse.yaml", "drain: 7s");
    Path file = write("etc/gatehouse.yaml", "drian: 5s");

    SettingsFile settings = settings("run");
    folders.changed(file);

    assertThat(settings.current().orElseThrow().drain()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.status().getFirst().state()).isEqualTo(State.DEGRADED);
    assertThat(folders.findings(file)).hasSize(1);
  }

  @Test
  void consumersThatWereKnownBeforeAreKnownWhereTheFileIsMistakenAtTheStart() throws IOException {
    servedBefore("etc/consumers.yaml", "consumers: [ { id: ada } ]");
    Path file = write("etc/consumers.yaml", "consumers: [ { di: ada } ]");

    DefinitionLoader loader = start(settings("run"));
    folders.changed(file);

    assertThat(newest().consumers()).hasSize(1);
    assertThat(loader.status().getFirst().state()).isEqualTo(State.DEGRADED);
    assertThat(folders.findings(file)).hasSize(1);
  }
}
