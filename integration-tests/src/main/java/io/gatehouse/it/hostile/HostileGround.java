package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.InstanceBuilder;
import io.gatehouse.it.harness.StubUpstream;

/** The gateway that the tables are written for, and the upstream behind it. */
public final class HostileGround implements AutoCloseable {

  /** SHA-256 of {@code secret-1}. */
  private static final String KEY_HASH =
      "f7e7c36e458e80e6b6a2c67d0a9ec09bd718dadd7bfa8d6bf6e7ad526e46c2f7";

  private final StubUpstream upstream;
  private final GatehouseInstance gateway;

  private HostileGround(StubUpstream upstream, GatehouseInstance gateway) {
    this.upstream = upstream;
    this.gateway = gateway;
  }

  /** Starts both. */
  public static HostileGround open() {
    StubUpstream upstream = StubUpstream.answering("ok");
    InstanceBuilder builder =
        GatehouseInstance.named("hostile")
            .listener(
                """
                limits: { requestLine: 8KiB, headers: 32KiB, headerCount: 100 }
                timeouts: { header: 1s, body: 1s, idle: 2s }
                """)
            .file("apis/hostile.yaml", api(upstream))
            .file("apis/hosted.yaml", hosted(upstream))
            .file("etc/consumers.yaml", CONSUMERS);
    try {
      return new HostileGround(upstream, builder.start());
    } catch (RuntimeException | Error e) {
      upstream.close();
      throw e;
    }
  }

  private static final String CONSUMERS =
      """
      consumers:
        - id: it
          apiKeys: ["sha256:%s"]
      """
          .formatted(KEY_HASH);

  private static String api(StubUpstream upstream) {
    return """
    api: hostile
    version: "1"
    routes:
      - name: open
        match: { paths: [/open/**] }
        to: { upstream: echo }
      - name: api
        match: { paths: [/api/**] }
        to: { upstream: echo }
      - name: admin
        match: { paths: [/api/admin, /api/admin/**] }
        policies:
          - api-key: { in: header, name: x-api-key }
        to: { upstream: echo }
      - name: headers
        match: { paths: [/headers/**] }
        policies:
          - headers: { request: { set: { x-gateway: it } } }
        to: { upstream: echo }
      - name: rewrite
        match: { paths: ["/rewrite/{x}"] }
        policies:
          - rewrite: { path: "/rewritten/{x}" }
        to: { upstream: echo }
    upstreams:
      echo:
        targets: [ { url: "%s" } ]
        timeouts: { connect: 500ms, request: 3s, idle: 2s }
    """
        .formatted(upstream.url());
  }

  private static String hosted(StubUpstream upstream) {
    return """
    api: hosted
    version: "1"
    match: { hosts: [api.example.com] }
    routes:
      - name: hosted
        match: { paths: [/hosted] }
        to: { upstream: echo }
    upstreams:
      echo: { targets: [ { url: "%s" } ] }
    """
        .formatted(upstream.url());
  }

  public StubUpstream upstream() {
    return upstream;
  }

  public GatehouseInstance gateway() {
    return gateway;
  }

  @Override
  public void close() {
    try (upstream) {
      gateway.close();
    }
  }
}
