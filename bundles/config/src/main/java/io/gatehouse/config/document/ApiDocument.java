package io.gatehouse.config.document;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.bind.Between;
import io.gatehouse.config.bind.OfSchema;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may stand in a file of {@code apis/}. */
public record ApiDocument(
    @Setting("Name of the API, unique in the installation") @Written(TextForm.NAME) String api,
    @Setting(value = "Version of the API", defaultsTo = "\"1\"") @Written(TextForm.VERSION)
        String version,
    @Setting(value = "Which requests the API is for; its routes match within", defaultsTo = "{}")
        MatchDocument match,
    @Setting("Policies for all routes, in order") @OfSchema("policy") List<ConfigNode> policies,
    @Setting("What the API consists of") List<RouteDocument> routes,
    @Setting("Where the only route sends, instead of 'routes'") @OfSchema("destination")
        Optional<ConfigNode> to,
    @Setting("Groups of targets by name, for routes to send to") @Written(keys = TextForm.NAME)
        Map<String, UpstreamDocument> upstreams,
    @Setting(value = "Bounds on content", defaultsTo = "{}") LimitsDocument limits) {

  /** What may stand in an item of {@code routes}. */
  public record RouteDocument(
      @Setting("Name of the route, unique in the API") @Written(TextForm.NAME) String name,
      @Setting(
              value = "Which of the API's requests the route is for; all where left out",
              defaultsTo = "{}")
          MatchDocument match,
      @Setting("Policies for this route, in order") @OfSchema("policy") List<ConfigNode> policies,
      @Setting("Where the route sends") @OfSchema("destination") ConfigNode to) {}

  /** What may stand under {@code limits}. */
  public record LimitsDocument(
      @Setting(value = "The most a request may bring; 413 beyond", defaultsTo = "10MiB")
          @Between(min = "0B", max = "1024GiB")
          ByteSize body,
      @Setting(
              value = "The most that is collected where a policy or destination needs all of it",
              defaultsTo = "1MiB")
          @Between(min = "0B", max = "1GiB")
          ByteSize bufferedBody) {

    ApiDefinition.Limits definition() {
      return new ApiDefinition.Limits(body, bufferedBody);
    }
  }
}
