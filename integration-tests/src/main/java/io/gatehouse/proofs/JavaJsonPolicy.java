package io.gatehouse.proofs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.it.harness.BundleBuilder;
import io.gatehouse.it.harness.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A policy as one would write it in Java: changes a field of a JSON response with Jackson. */
final class JavaJsonPolicy {

  private static final String FACTORY = "proof.json.JsonFactoryPolicy";

  private JavaJsonPolicy() {}

  /** The bundle that offers it as {@code java-json}. */
  static byte[] bundle(Distribution distribution) {
    BundleBuilder builder =
        BundleBuilder.named(distribution, "proof.json", "1.0.0")
            .header(
                "Import-Package",
                "io.gatehouse.api.policy;version=\"[1.0,2)\","
                    + "io.gatehouse.api.http;version=\"[1.0,2)\","
                    + "io.gatehouse.api.exchange;version=\"[1.0,2)\","
                    + "io.gatehouse.api.definition;version=\"[1.0,2)\"")
            .component(FACTORY, "io.gatehouse.api.policy.PolicyFactory");
    for (Class<?> part : List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
      builder.library(jar(part));
    }
    return builder.source(FACTORY, SOURCE).build();
  }

  private static Path jar(Class<?> part) {
    try {
      Path jar = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        throw new IOException(jar + " (expected: a jar)");
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final String SOURCE =
      """
      package proof.json;

      import com.fasterxml.jackson.databind.ObjectMapper;
      import com.fasterxml.jackson.databind.node.ObjectNode;
      import io.gatehouse.api.exchange.Exchange;
      import io.gatehouse.api.http.Body;
      import io.gatehouse.api.http.GatewayResponse;
      import io.gatehouse.api.policy.BodyNeed;
      import io.gatehouse.api.policy.Policy;
      import io.gatehouse.api.policy.PolicyDescriptor;
      import io.gatehouse.api.policy.PolicyEnvironment;
      import io.gatehouse.api.policy.PolicyFactory;
      import io.gatehouse.api.policy.PolicyResult;

      public final class JsonFactoryPolicy implements PolicyFactory<JsonFactoryPolicy.Config> {

        public record Config() {}

        private final ObjectMapper json = new ObjectMapper();

        @Override
        public PolicyDescriptor<Config> descriptor() {
          return new PolicyDescriptor<>(
              "java-json", Config.class, "Masks a card.", BodyNeed.NONE, BodyNeed.BUFFERED);
        }

        @Override
        public Policy create(Config config, PolicyEnvironment environment) {
          return new Policy() {
            @Override
            public PolicyResult<GatewayResponse> onResponse(
                GatewayResponse response, Exchange exchange) {
              if (!(response.body() instanceof Body.Buffered content)) {
                return PolicyResult.proceed(response);
              }
              try {
                ObjectNode tree = (ObjectNode) json.readTree(content.bytes());
                ((ObjectNode) tree.get("customer")).put("card", "***");
                return PolicyResult.proceed(
                    response.withBody(Body.of(json.writeValueAsBytes(tree))));
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          };
        }
      }
      """;
}
