package io.gatehouse.config.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.ApiReader;
import io.gatehouse.config.document.ConsumersReader;
import io.gatehouse.config.document.GatewayReader;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas say what the gateway does. */
@SuppressWarnings("StringConcatToTextBlock") // one document a line
class SchemaTest {

  private static final Path ROOT = Path.of("../..");
  private static final String GOOD =
      """
      api: orders
      to: { upstream: orders }
      upstreams: { orders: { targets: [ { url: "http://10.0.0.5:8080" } ] } }
      """;

  @TempDir private Path folder;

  private final SchemaWriter writer =
      new SchemaWriter(new Offers(Map.of("pace", new PaceFactory().descriptor()), Map.of()));

  record Pace(
      @Setting("Requests per window") int limit,
      @Setting(value = "Window", defaultsTo = "1m") Duration window) {}

  static final class PaceFactory implements PolicyFactory<Pace> {

    private final Policy policy;

    PaceFactory() {
      this(new Policy() {});
    }

    PaceFactory(Policy policy) {
      this.policy = policy;
    }

    @Override
    public PolicyDescriptor<Pace> descriptor() {
      return PolicyDescriptor.of("pace", Pace.class, "Limits the pace.");
    }

    @Override
    public Policy create(Pace config, PolicyEnvironment environment) {
      return policy;
    }
  }

  private static Schema schema(String text) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
  }

  private List<Error> errors(String kind, String yaml) throws IOException {
    String schema =
        switch (kind) {
          case "gatehouse" -> writer.gateway();
          case "consumers" -> writer.consumers();
          default -> writer.api();
        };
    return schema(schema).validate(yaml, InputFormat.YAML);
  }

  private List<Finding> findings(String kind, Path file) {
    RecordBinder binder = new RecordBinder();
    Document document = new DocumentReader(new References(folder, Map.of())).read(file, kind);
    return switch (kind) {
      case "gatehouse" -> new GatewayReader(binder, folder).read(document).findings();
      case "consumers" -> new ConsumersReader(binder).read(document).findings();
      default -> new ApiReader(binder, folder).read(document).findings();
    };
  }

  private List<Finding> findingsIn(String kind, String yaml) throws IOException {
    return findings(kind, Files.writeString(folder.resolve("it.yaml"), yaml));
  }

  static Stream<Path> shipped() throws IOException {
    try (Stream<Path> etc = Files.walk(ROOT.resolve("etc"));
        Stream<Path> dist = Files.walk(ROOT.resolve("distribution/src/main/dist"))) {
      return Stream.concat(etc, dist)
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void whatIsShippedIsValid(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).replace(".yaml", "");
    String kind = List.of("gatehouse", "consumers").contains(name) ? name : "api";

    assertThat(errors(kind, Files.readString(file))).isEmpty();
    assertThat(findings(kind, file))
        .filteredOn(f -> !f.problem().startsWith("there is no file"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        GOOD + "version: 1.10\n",
        GOOD + "limits: { body: 1MiB, bufferedBody: \"${env:SIZE}\" }\n",
        GOOD + "policies: [ cors, { tier: { any: thing } }, { pace: { limit: 5 } } ]\n",
        GOOD + "policies: [ { pace: { limit: 5, window: 10s, also: true } } ]\n",
        GOOD
            + "match: { hosts: [\"*.example.com\"], paths: [\"/a/{id}\"], query: { debug: true }"
            + " }\n",
        "api: a\nroutes: [ { name: x, to: { soap: { wsdl: a.wsdl } } } ]\n"
      })
  void bothAcceptWhatIsRight(String yaml) throws IOException {
    assertThat(errors("api", yaml)).isEmpty();
    assertThat(findingsIn("api", yaml.replace("${env:SIZE}", "1KiB"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to: { upstream: orders }\n",
        "api: orders\n",
        GOOD + "routes: [ { name: a, to: { upstream: orders } } ]\n",
        GOOD + "extra: 1\n",
        GOOD + "version: []\n",
        GOOD + "version: ~\n",
        GOOD + "match: { paths: /a }\n",
        GOOD + "match: { paths: [a] }\n",
        GOOD + "match: { methods: [get] }\n",
        GOOD + "match: { hosts: [API.example.com] }\n",
        GOOD + "match: { headers: { \"a b\": c } }\n",
        GOOD + "limits: { body: 10 }\n",
        GOOD + "limits: { body: 10MB }\n",
        GOOD + "policies: cors\n",
        GOOD + "policies: [ { cors: {}, tier: {} } ]\n",
        GOOD + "policies: [ Cors ]\n",
        "api: Orders\nto: { soap: {} }\n",
        "api: a\nto: orders\n",
        "api: a\nto: { path: /a }\n",
        "api: a\n"
            + "to: { upstream: a, pth: /a }\n"
            + "upstreams: { a: { targets: [ { url: \"http://a\" } ] } }\n",
        "api: a\nto: { upstream: a }\nupstreams: { a: { targets: [] } }\n",
        "api: a\nto: { upstream: a }\nupstreams: { a: {} }\n",
        "api: a\nto: { upstream: a }\nupstreams: { a: { targets: [ { url: \"ftp://a\" } ] } }\n",
        "api: a\nto: { upstream: a }\nupstreams: { a: { targets: [ { url: \"http://a/b\" } ] } }\n",
        "api: a\n"
            + "to: { upstream: a }\n"
            + "upstreams: { a: { balance: hash, targets: [ { url: \"http://a\" } ] } }\n",
        "api: a\nroutes: [ { to: { soap: {} } } ]\n",
        "api: a\nroutes: [ { name: b } ]\n",
        "[]\n"
      })
  void bothRefuseWhatIsWrong(String yaml) throws IOException {
    assertThat(errors("api", yaml)).isNotEmpty();
    assertThat(findingsIn("api", yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listeners: []\n",
        "listeners: [ { name: a } ]\n",
        "listeners: [ { name: a, port: 70000 } ]\n",
        "listeners: [ { name: a, port: \"80\" } ]\n",
        "listeners: [ { name: a, port: 80, address: localhost } ]\n",
        "listeners: [ { name: a, port: 80, tls: {} } ]\n",
        "admin: { address: 0.0.0.0 }\n",
        "accessLog: { enabled: \"yes\" }\n",
        "drain: 30\n",
        "extra: 30\n"
      })
  void bothRefuseWrongSettings(String yaml) throws IOException {
    assertThat(errors("gatehouse", yaml)).isNotEmpty();
    assertThat(findingsIn("gatehouse", yaml)).isNotEmpty();
  }

  @Test
  void knowsTheSettingsOfPolicies() throws IOException {
    assertThat(errors("api", GOOD + "policies: [ { pace: { limit: many } } ]\n")).isNotEmpty();
    assertThat(errors("api", GOOD + "policies: [ { pace: {} } ]\n")).isNotEmpty();
    assertThat(errors("api", GOOD + "policies: [ { pace: { limit: 1, x: 1 } } ]\n")).isNotEmpty();
  }

  @Test
  void writesTheSameFilesEveryTime() throws Exception {
    String factory = PaceFactory.class.getName();
    String other = "other=io.gatehouse.config.document.MatchDocument";
    SchemaWriter.main(new String[] {folder.resolve("one").toString(), factory, other});
    SchemaWriter.main(new String[] {folder.resolve("two").toString(), factory, other});

    for (String name : List.of("api", "gatehouse", "consumers", "other")) {
      Path one = folder.resolve("one/" + name + ".schema.json");
      assertThat(one).hasSameTextualContentAs(folder.resolve("two/" + name + ".schema.json"));
      JsonNode schema = new ObjectMapper().readTree(one.toFile());
      assertThat(schema.path("title").asText()).isNotEmpty();
    }
    assertThat(folder.resolve("one/api.schema.json")).content().contains("pace");
  }
}
