package io.gatehouse.it.http2;

import io.gatehouse.it.harness.Certificates;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.StubUpstream;

/** A gateway with a listener of each kind before an upstream that reads what it is sent. */
public final class H2SpecGround implements AutoCloseable {

  private final StubUpstream upstream = StubUpstream.answering("x".repeat(1000));
  private final GatehouseInstance gateway;

  private H2SpecGround(String http2) {
    Certificates.Pair pair =
        Certificates.create(Distribution.ofThisBuild().freshFolder("h2spec-certificate"), "h2spec");
    gateway =
        GatehouseInstance.named("h2spec")
            .listener(http2)
            .tls(pair)
            .file(
                "apis/all.yaml",
                """
                api: all
                match: { paths: ["/**"] }
                to: { upstream: back }
                upstreams: { back: { targets: [ { url: "%s" } ] } }
                """
                    .formatted(upstream.url()))
            .start();
  }

  /** As operators have it; HTTP/2 without TLS must be asked for. */
  public static H2SpecGround open() {
    return new H2SpecGround("http2: { cleartext: true }");
  }

  /** HTTP/2 is asked for without TLS, and not enabled. */
  public static H2SpecGround withoutHttp2() {
    return new H2SpecGround("http2: { enabled: false, cleartext: true }");
  }

  public int port() {
    return gateway.port();
  }

  public int tlsPort() {
    return gateway.tlsPort();
  }

  @Override
  public void close() {
    try (upstream) {
      gateway.close();
    }
  }
}
