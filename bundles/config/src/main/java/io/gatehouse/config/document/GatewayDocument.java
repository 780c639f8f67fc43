package io.gatehouse.config.document;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.bind.Between;
import io.gatehouse.config.bind.Filled;
import io.gatehouse.config.bind.OfSchema;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What may stand in {@code etc/gatehouse.yaml}. */
public record GatewayDocument(
    @Setting("Addresses to accept requests on; one on 0.0.0.0:8080 where left out") @Filled
        Optional<List<ListenerDocument>> listeners,
    @Setting(value = "Where the admin endpoint listens", defaultsTo = "{}") AdminDocument admin,
    @Setting(value = "The log of requests", defaultsTo = "{}") AccessLogDocument accessLog,
    @Setting(value = "How metrics are shown, besides by the admin endpoint", defaultsTo = "{}")
        MetricsDocument metrics,
    @Setting("Policies for every API, in order") @OfSchema("policy") List<ConfigNode> policies,
    @Setting(value = "How policy scripts are taken", defaultsTo = "{}") ScriptsDocument scripts,
    @Setting(value = "How long requests under way may take at a stop", defaultsTo = "30s")
        @Between(min = "0s", max = "1h")
        Duration drain) {

  /** What may stand in an item of {@code listeners}. */
  public record ListenerDocument(
      @Setting("Name of the listener, unique") @Written(TextForm.NAME) String name,
      @Setting(value = "IP address to listen on", defaultsTo = "0.0.0.0") @Written(TextForm.ADDRESS)
          String address,
      @Setting("Port to listen on") @Between(min = "1", max = "65535") int port,
      @Setting("Certificate for https; http where left out") Optional<TlsDocument> tls,
      @Setting("Addresses or blocks whose X-Forwarded-* header fields are believed")
          @Written(TextForm.ADDRESS_BLOCK)
          List<String> trustedProxies,
      @Setting("Addresses or blocks whose connections begin with a PROXY protocol header")
          @Written(TextForm.ADDRESS_BLOCK)
          List<String> proxyProtocol,
      @Setting(value = "Bounds on what a client may send", defaultsTo = "{}") LimitsDocument limits,
      @Setting(value = "How long to wait for a client", defaultsTo = "{}")
          TimeoutsDocument timeouts,
      @Setting(value = "HTTP/2 beside HTTP/1.1", defaultsTo = "{}") Http2Document http2) {}

  /** What may stand under {@code tls}. */
  public record TlsDocument(
      @Setting("File with the certificate chain, PEM") @Written(TextForm.FILE) String certificate,
      @Setting("File with the private key, PEM") @Written(TextForm.FILE) String key) {}

  /** What may stand under {@code limits}. */
  public record LimitsDocument(
      @Setting(value = "The request line; 414 beyond", defaultsTo = "8KiB")
          @Between(min = "256B", max = "1MiB")
          ByteSize requestLine,
      @Setting(value = "All header lines together; 431 beyond", defaultsTo = "32KiB")
          @Between(min = "1KiB", max = "16MiB")
          ByteSize headers,
      @Setting(value = "Number of header lines; 431 beyond", defaultsTo = "100")
          @Between(min = "1", max = "10000")
          int headerCount,
      @Setting(value = "Connections open at once; more are closed", defaultsTo = "10000")
          @Between(min = "1", max = "1000000")
          int connections) {}

  /** What may stand under {@code timeouts}. */
  public record TimeoutsDocument(
      @Setting(value = "From a request's first byte to the end of its head", defaultsTo = "10s")
          @Between(min = "1ms", max = "1h")
          Duration header,
      @Setting(value = "Between two reads of a body", defaultsTo = "30s")
          @Between(min = "1ms", max = "1h")
          Duration body,
      @Setting(value = "Between two requests of a connection", defaultsTo = "60s")
          @Between(min = "1ms", max = "1d")
          Duration idle) {}

  /** What may stand under {@code http2}. */
  public record Http2Document(
      @Setting(value = "Whether clients may choose it when they come by TLS", defaultsTo = "true")
          boolean enabled,
      @Setting(
              value = "Whether clients may begin with it when they come without TLS",
              defaultsTo = "false")
          boolean cleartext,
      @Setting(value = "Requests of a connection under way at once", defaultsTo = "100")
          @Between(min = "1", max = "10000")
          int streams,
      @Setting(
              value = "Content of a request sent before more is asked for; 16 times for all",
              defaultsTo = "64KiB")
          @Between(min = "16KiB", max = "64MiB")
          ByteSize window,
      @Setting(
              value = "Requests cut off in 10 s before the connection is closed",
              defaultsTo = "200")
          @Between(min = "10", max = "1000000")
          int resets) {}

  /** What may stand under {@code admin}. */
  public record AdminDocument(
      @Setting(value = "Address that only this machine reaches", defaultsTo = "127.0.0.1")
          @Written(TextForm.LOOPBACK)
          String address,
      @Setting(value = "Port", defaultsTo = "9080") @Between(min = "1", max = "65535") int port) {}

  /** What may stand under {@code accessLog}. */
  public record AccessLogDocument(
      @Setting(value = "Whether requests are logged", defaultsTo = "true") boolean enabled,
      @Setting(value = "File, one JSON object a line", defaultsTo = "log/access.log")
          @Written(TextForm.FILE)
          String file,
      @Setting(value = "When a new file is begun", defaultsTo = "{}") RotationDocument rotate) {}

  /** What may stand under {@code rotate}. */
  public record RotationDocument(
      @Setting(value = "A file that is as large is closed", defaultsTo = "100MiB")
          @Between(min = "1MiB", max = "100GiB")
          ByteSize size,
      @Setting(value = "A file that is as old is closed", defaultsTo = "1d")
          @Between(min = "1m", max = "366d")
          Duration every,
      @Setting(value = "How many closed files stay; the oldest are deleted", defaultsTo = "10")
          @Between(min = "1", max = "10000")
          int keep) {}

  /** What may stand under {@code metrics}. */
  public record MetricsDocument(
      @Setting(value = "Whether they are MBeans of the process, too", defaultsTo = "false")
          boolean jmx) {}

  /** What may stand under {@code scripts}. */
  public record ScriptsDocument(
      @Setting(
              value = "Whether a version must pass the cases beside it before it serves",
              defaultsTo = "false")
          boolean requireTests) {}
}
