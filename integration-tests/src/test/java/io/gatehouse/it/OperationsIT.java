package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.StubUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators do with a running gateway: look into it, let its logs rotate, back it up. */
class OperationsIT {

  private static final int MOST_REQUESTS = 20_000;

  private static final int JMX_PORT = FreePorts.next();
  private static final StubUpstream UPSTREAM = StubUpstream.answering("hello");
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("operations")
            .settings(
                """
                accessLog: { rotate: { size: 1MiB, every: 1d, keep: 1 } }
                metrics: { jmx: true }
                """)
            .file(
                "apis/hello.yaml",
                """
                api: hello
                match: { paths: ["/hello/**"] }
                to: { upstream: back }
                upstreams:
                  back:
                    targets: [ { url: "%s" } ]
                """
                    .formatted(UPSTREAM.url()))
            .javaOption("-Dcom.sun.management.jmxremote.port=" + JMX_PORT)
            .javaOption("-Dcom.sun.management.jmxremote.rmi.port=" + JMX_PORT)
            .javaOption("-Dcom.sun.management.jmxremote.host=127.0.0.1")
            .javaOption("-Djava.rmi.server.hostname=127.0.0.1")
            .javaOption("-Dcom.sun.management.jmxremote.authenticate=false")
            .javaOption("-Dcom.sun.management.jmxremote.ssl=false")
            .start();
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  @Test
  @SuppressWarnings("BanJNDI") // the way Java has to its own process on this machine
  void metricsAreManagedBeans() throws Exception {
    assertThat(gateway.get("/hello/1").status()).isEqualTo(200);
    ObjectName requests =
        new ObjectName(
            "gatehouse:type=gatehouse_requests_total,api=hello,route=default,method=GET,status=2xx");
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + JMX_PORT + "/jmxrmi");

    try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();

      assertThat((Long) server.getAttribute(requests, "Count")).isPositive();
      assertThat(server.queryNames(new ObjectName("gatehouse:*"), null))
          .noneMatch(name -> name.toString().contains("io.gatehouse"));
    }
  }

  @Test
  void theAccessLogRotatesAndKeepsWhatItIsTold() throws IOException {
    try (RawHttp http = gateway.connect()) {
      for (int i = 0; i < MOST_REQUESTS && closed().isEmpty(); i++) {
        http.send("GET /hello/1 HTTP/1.1\r\nHost: it.test\r\n\r\n");
        assertThat(http.response().status()).isEqualTo(200);
      }
    }

    assertThat(closed()).hasSize(1);
    assertThat(Files.size(closed().getFirst())).isBetween(1L << 20, 2L << 20);
  }

  private static List<Path> closed() throws IOException {
    try (Stream<Path> files = Files.list(gateway.base().resolve("log"))) {
      return files
          .filter(
              f -> f.getFileName().toString().matches("access\\.\\d{8}T\\d{6}Z(_\\d{4})?\\.log"))
          .toList();
    }
  }

  @Test
  void aBackupOfARunningGatewayServesElsewhere() {
    Path file = gateway.base().resolve("backup.tar.gz");
    GatehouseInstance.Ran backup = gateway.run("backup", file.toString());
    assertThat(backup.exitCode()).as(backup.output()).isZero();
    GatehouseInstance.Ran refused = gateway.run("restore", file.toString());
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(5);

    try (GatehouseInstance other = GatehouseInstance.ofNothing("restored")) {
      GatehouseInstance.Ran restored = other.run("restore", file.toString());
      assertThat(restored.exitCode()).as(restored.output()).isZero();
      assertThat(other.read("apis/hello.yaml")).isEqualTo(gateway.read("apis/hello.yaml"));

      int port = FreePorts.next();
      other.overwrite(
          "etc/gatehouse.yaml",
          """
          listeners: [ { name: plain, address: 127.0.0.1, port: %d } ]
          admin: { address: 127.0.0.1, port: %d }
          drain: 5s
          """
              .formatted(port, FreePorts.next()));
      other.start();
      try (RawHttp http = RawHttp.connect(port)) {
        http.send("GET /hello/1 HTTP/1.1\r\nHost: it.test\r\n\r\n");
        assertThat(http.response().text()).isEqualTo("hello");
      }
    }
  }
}
