package io.gatehouse.config.document;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.KeyPart;
import io.gatehouse.api.definition.UpstreamDefinition.Strategy;
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
    @Setting(value = "How a target is chosen", defaultsTo = "round-robin") Strategy balance,
    @Setting("Of what requests for the same target are alike, where balance is consistent-hash")
        Optional<HashDocument> hash,
    @Setting(value = "When a target is left out", defaultsTo = "{}") HealthDocument health,
    @Setting("When a request is sent again") Optional<RetriesDocument> retries,
    @Setting("When the upstream is not asked at all")
        Optional<CircuitBreakerDocument> circuitBreaker,
    @Setting("How much the upstream is asked at once") Optional<UpstreamLimitsDocument> limits,
    @Setting("How targets with https are verified") Optional<TlsDocument> tls) {

  UpstreamDocument {
    boolean hashing = balance == Strategy.CONSISTENT_HASH;
    if (hashing && hash.isEmpty()) {
      throw new IllegalArgumentException(
          "balance: consistent-hash needs to know of what"
              + " (expected: hash: { by: client-address } beside it)");
    }
    if (!hashing && hash.isPresent()) {
      throw new IllegalArgumentException(
          "hash: it is set, and 'balance' is not consistent-hash"
              + " (expected: balance: consistent-hash, or no 'hash')");
    }
    if (!targets.isEmpty() && targets.stream().allMatch(target -> target.weight() == 0)) {
      throw new IllegalArgumentException(
          "targets: all of them have the weight 0 (expected: one with a weight of 1 or more)");
    }
  }

  record TargetDocument(
      @Setting("Scheme, host and port: http://10.0.0.5:8080") @Written(TextForm.TARGET_URL)
          String url,
      @Setting(
              value = "Its share of the requests, compared with the others'; 0 for none",
              defaultsTo = "1")
          @Between(min = "0", max = "1000")
          int weight,
      @Setting(value = "Asked only while no target of a lower number is in", defaultsTo = "0")
          @Between(min = "0", max = "9")
          int priority) {

    UpstreamDefinition.Target definition() {
      return new UpstreamDefinition.Target(URI.create(url), weight, priority);
    }
  }

  record HashDocument(
      @Setting("The part of a request that is the key") KeyPart by,
      @Setting("The name of the header or cookie") @Written(TextForm.FIELD_NAME)
          Optional<String> name) {

    HashDocument {
      boolean named = by == KeyPart.HEADER || by == KeyPart.COOKIE;
      if (named && name.isEmpty()) {
        throw new IllegalArgumentException(
            "by: it does not say which (expected: name: ... beside it)");
      }
      if (!named && name.isPresent()) {
        throw new IllegalArgumentException(
            "name: only a header or a cookie has one (expected: by: header, or no 'name')");
      }
    }

    UpstreamDefinition.HashKey definition() {
      return new UpstreamDefinition.HashKey(by, name.orElse(""));
    }
  }

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
        targets.stream().map(TargetDocument::definition).toList(),
        new UpstreamDefinition.Timeouts(timeouts.connect(), timeouts.request(), timeouts.idle()),
        tls.map(
            t ->
                new UpstreamDefinition.Tls(
                    t.ca().map(ca -> base.resolve(ca).normalize()), t.serverName())),
        new UpstreamDefinition.Balance(balance, hash.map(HashDocument::definition)),
        health.definition(),
        retries.map(RetriesDocument::definition),
        circuitBreaker.map(CircuitBreakerDocument::definition),
        limits.map(UpstreamLimitsDocument::definition));
  }
}
