package io.gatehouse.config.document;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.config.bind.Between;
import io.gatehouse.config.bind.Filled;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What may stand under a name in {@code upstreams}. */
record UpstreamDocument(
    @Setting("Where the upstream can be reached") @Filled List<TargetDocument> targets,
    @Setting(value = "How long to wait", defaultsTo = "{}") TimeoutsDocument timeouts,
    @Setting(value = "How a target is chosen", defaultsTo = "round-robin") Balance balance,
    @Setting("How targets with https are verified") Optional<TlsDocument> tls) {

  enum Balance {
    ROUND_ROBIN
  }

  record TargetDocument(
      @Setting("Scheme, host and port: http://10.0.0.5:8080") @Written(TextForm.TARGET_URL)
          String url) {}

  record TimeoutsDocument(
      @Setting(value = "For a connection to stand, TLS included", defaultsTo = "2s")
          @Between(min = "1ms", max = "1d")
          Duration connect,
      @Setting(value = "From the request to the head of the response", defaultsTo = "30s")
          @Between(min = "1ms", max = "1d")
          Duration request,
      @Setting(
              value = "Between two reads of a body; also how long an unused connection is kept",
              defaultsTo = "60s")
          @Between(min = "1ms", max = "1d")
          Duration idle) {}

  record TlsDocument(
      @Setting("Certificates to trust instead of the platform's, PEM") @Written(TextForm.FILE)
          Optional<String> ca,
      @Setting("The name to check instead of the target's host") @Written(TextForm.SERVER_NAME)
          Optional<String> serverName) {}

  /**
   * The definition.
   *
   * @param base that file names are relative to
   */
  UpstreamDefinition definition(String name, Path base) {
    return new UpstreamDefinition(
        name,
        targets.stream().map(target -> URI.create(target.url())).toList(),
        new UpstreamDefinition.Timeouts(timeouts.connect(), timeouts.request(), timeouts.idle()),
        tls.map(
            t ->
                new UpstreamDefinition.Tls(
                    t.ca().map(ca -> base.resolve(ca).normalize()), t.serverName())));
  }
}
