package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.GatewayDocument.ListenerDocument;
import io.gatehouse.config.document.GatewayDocument.TlsDocument;
import io.gatehouse.config.form.Addresses;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Damage;
import io.gatehouse.config.read.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the gateway's settings of {@code etc/gatehouse.yaml}. */
public final class GatewayReader {

  private static final String TRAFFIC = "http";
  private static final int TRAFFIC_PORT = 8080;

  private final RecordBinder binder;
  private final Path base;

  /**
   * A reader.
   *
   * @param base that file names are relative to
   */
  public GatewayReader(RecordBinder binder, Path base) {
    this.binder = binder;
    this.base = base;
  }

  /** What holds where there is no file. */
  public GatewaySettings defaults(String file) {
    Document empty =
        new Document(
            file,
            Optional.of(new ConfigNode.Mapping(List.of(), Place.of(file))),
            List.of(),
            new Damage(),
            "",
            false);
    return read(empty).value().orElseThrow();
  }

  /**
   * What the document means, and everything that is wrong with it. A certificate that is not there
   * is told and does not keep the other listeners from opening.
   */
  public Reading<GatewaySettings> read(Document document) {
    Remarks remarks = new Remarks(document);
    if (document.root().isEmpty()) {
      return new Reading<>(Optional.empty(), Optional.empty(), remarks.findings());
    }
    ConfigNode root = document.root().get();
    Optional<GatewayDocument> bound = remarks.bind(binder, root, GatewayDocument.class);
    List<PolicyDefinition> policies = List.of();
    List<ConfigNode> listeners = List.of();
    if (root instanceof ConfigNode.Mapping mapping) {
      policies =
          PolicyList.read(Remarks.items(mapping, GatewayDocument.class, "policies"), remarks);
      listeners = Remarks.items(mapping, GatewayDocument.class, "listeners");
      distinct(listeners, mapping, remarks);
    }
    boolean usable = bound.isPresent() && remarks.isEmpty();
    listeners.forEach(listener -> certificates(listener, remarks));
    List<Finding> findings = remarks.findings();
    return usable
        ? new Reading<>(
            Optional.of(settings(bound.get(), policies, listeners, root.place())),
            Optional.empty(),
            findings)
        : new Reading<>(
            Optional.empty(), Optional.of(draft(document, remarks.marked(policies))), findings);
  }

  /** What can be checked of settings that cannot be used: their policies. */
  private GatewaySettings draft(Document document, List<PolicyDefinition> policies) {
    GatewaySettings usual = defaults(document.file());
    return new GatewaySettings(
        List.of(),
        usual.admin(),
        usual.accessLog(),
        usual.metrics(),
        policies,
        usual.scripts(),
        usual.drain());
  }

  private GatewaySettings settings(
      GatewayDocument document,
      List<PolicyDefinition> policies,
      List<ConfigNode> nodes,
      Place place) {
    List<ListenerDefinition> listeners = new ArrayList<>();
    List<ListenerDocument> documents = document.listeners().orElseGet(this::usualListener);
    for (int i = 0; i < documents.size(); i++) {
      listeners.add(listener(documents.get(i), i < nodes.size() ? nodes.get(i).place() : place));
    }
    return new GatewaySettings(
        listeners,
        new GatewaySettings.Admin(document.admin().address(), document.admin().port()),
        new GatewaySettings.AccessLog(
            document.accessLog().enabled(),
            file(document.accessLog().file()),
            rotation(document.accessLog().rotate())),
        new GatewaySettings.Metrics(document.metrics().jmx()),
        policies,
        new GatewaySettings.Scripts(document.scripts().requireTests()),
        document.drain());
  }

  private static GatewaySettings.Rotation rotation(GatewayDocument.RotationDocument rotate) {
    return new GatewaySettings.Rotation(rotate.size(), rotate.every(), rotate.keep());
  }

  private List<ListenerDocument> usualListener() {
    Place nowhere = Place.of("");
    ConfigNode usual =
        new ConfigNode.Mapping(
            List.of(
                entry("name", TRAFFIC, ConfigNode.Kind.STRING, nowhere),
                entry("port", Integer.toString(TRAFFIC_PORT), ConfigNode.Kind.NUMBER, nowhere)),
            nowhere);
    return binder.bind(usual, ListenerDocument.class, new Damage(), new ArrayList<>()).stream()
        .toList();
  }

  private static ConfigNode.Entry entry(
      String key, String text, ConfigNode.Kind kind, Place place) {
    return new ConfigNode.Entry(key, place, new ConfigNode.Scalar(text, text, kind, place));
  }

  private ListenerDefinition listener(ListenerDocument listener, Place place) {
    return new ListenerDefinition(
        listener.name(),
        listener.address(),
        listener.port(),
        listener.tls().map(t -> new ListenerDefinition.Tls(file(t.certificate()), file(t.key()))),
        listener.trustedProxies(),
        listener.proxyProtocol(),
        new ListenerDefinition.Limits(
            listener.limits().requestLine(),
            listener.limits().headers(),
            listener.limits().headerCount(),
            listener.limits().connections()),
        new ListenerDefinition.Timeouts(
            listener.timeouts().header(), listener.timeouts().body(), listener.timeouts().idle()),
        new ListenerDefinition.Http2(
            listener.http2().enabled(),
            listener.http2().cleartext(),
            listener.http2().streams(),
            listener.http2().window(),
            listener.http2().resets()),
        place);
  }

  private Path file(String name) {
    return base.resolve(name).normalize();
  }

  private void certificates(ConfigNode listener, Remarks remarks) {
    Optional<ConfigNode.Mapping> tls =
        Remarks.mapping(listener).flatMap(l -> Remarks.mapping(l, ListenerDocument.class, "tls"));
    if (tls.isPresent()) {
      NamedFiles files = new NamedFiles(base);
      files.check(
          Remarks.value(tls.get(), TlsDocument.class, "certificate"), "CERTIFICATE", remarks);
      files.check(Remarks.value(tls.get(), TlsDocument.class, "key"), "PRIVATE KEY", remarks);
      pair(tls, remarks);
    }
  }

  private void pair(Optional<ConfigNode.Mapping> tls, Remarks remarks) {
    Optional<String> certificate = name(tls, "certificate", remarks);
    Optional<String> key = name(tls, "key", remarks);
    if (certificate.isPresent()
        && key.isPresent()
        && KeyPairCheck.mismatch(file(certificate.get()), file(key.get()))) {
      remarks.add(
          Remarks.value(tls.orElseThrow(), TlsDocument.class, "key").orElseThrow().place(),
          "the private key does not belong to the certificate",
          "Name the key that the certificate was made for");
    }
  }

  private static Optional<String> name(
      Optional<ConfigNode.Mapping> tls, String key, Remarks remarks) {
    return tls.flatMap(t -> Remarks.value(t, TlsDocument.class, key))
        .filter(node -> node instanceof ConfigNode.Scalar && !remarks.isBroken(node))
        .map(node -> ((ConfigNode.Scalar) node).text())
        .filter(text -> TextForm.FILE.check(text).isEmpty());
  }

  /** Where something else listens already. */
  private record Taken(String by, String address) {
    boolean overlaps(String other) {
      return address.equals(other) || isAny(address) || isAny(other);
    }

    private static boolean isAny(String address) {
      return Addresses.parse(address).filter(java.net.InetAddress::isAnyLocalAddress).isPresent();
    }
  }

  private void distinct(List<ConfigNode> listeners, ConfigNode.Mapping root, Remarks remarks) {
    Map<String, Integer> names = new HashMap<>();
    Map<String, List<Taken>> ports = new HashMap<>();
    Optional<ConfigNode.Mapping> admin = Remarks.mapping(root, GatewayDocument.class, "admin");
    String adminPort = text(admin, GatewayDocument.AdminDocument.class, "port").orElse("9080");
    String adminAddress =
        text(admin, GatewayDocument.AdminDocument.class, "address").orElse("127.0.0.1");
    ports.put(adminPort, new ArrayList<>(List.of(new Taken("the admin endpoint", adminAddress))));
    for (ConfigNode listener : listeners) {
      Optional<ConfigNode.Mapping> mapping = Remarks.mapping(listener);
      Optional<String> name = text(mapping, ListenerDocument.class, "name");
      Optional<ConfigNode> nameNode =
          mapping.flatMap(m -> Remarks.value(m, ListenerDocument.class, "name"));
      if (name.isPresent()) {
        Integer first = names.putIfAbsent(name.get(), nameNode.orElse(listener).place().line());
        if (first != null) {
          remarks.add(
              nameNode.orElse(listener).place(),
              "the listener '" + name.get() + "' stands here twice, first in line " + first,
              "Give each listener a name of its own");
        }
      }
      text(mapping, ListenerDocument.class, "port")
          .ifPresent(port -> port(listener, port, name.orElse(""), ports, remarks));
    }
  }

  private void port(
      ConfigNode listener,
      String port,
      String name,
      Map<String, List<Taken>> ports,
      Remarks remarks) {
    Optional<ConfigNode.Mapping> mapping = Remarks.mapping(listener);
    String address = text(mapping, ListenerDocument.class, "address").orElse("0.0.0.0");
    List<Taken> taken = ports.computeIfAbsent(port, p -> new ArrayList<>());
    Optional<Taken> other = taken.stream().filter(t -> t.overlaps(address)).findFirst();
    other.ifPresent(
        o ->
            remarks.add(
                mapping
                    .flatMap(m -> Remarks.value(m, ListenerDocument.class, "port"))
                    .orElse(listener)
                    .place(),
                "port " + port + " is used by " + o.by() + " already",
                "Write another port"));
    taken.add(new Taken("the listener '" + name + '\'', address));
  }

  private static Optional<String> text(
      Optional<ConfigNode.Mapping> mapping, Class<? extends Record> type, String key) {
    return mapping
        .flatMap(m -> Remarks.value(m, type, key))
        .filter(ConfigNode.Scalar.class::isInstance)
        .map(node -> ((ConfigNode.Scalar) node).text())
        .filter(text -> text.matches("[0-9A-Za-z.:-]{1,64}"));
  }
}
