package io.gatehouse.it.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an instance has in its folder before it starts. */
public final class InstanceBuilder {

  private final String name;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<String> javaOptions = new ArrayList<>();
  private String listenerSettings = "";
  private String settings = "";
  private int port = FreePorts.next();
  private boolean tls;
  private String drain = "5s";
  private Duration startLimit = Duration.ofSeconds(60);

  InstanceBuilder(String name) {
    this.name = name;
  }

  /** A file by its path in the base folder: {@code apis/orders.yaml}. */
  public InstanceBuilder file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public InstanceBuilder file(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** Further keys of the plain listener, as YAML without indentation. */
  public InstanceBuilder listener(String yaml) {
    listenerSettings = yaml;
    return this;
  }

  /** Further keys of {@code etc/gatehouse.yaml}. */
  public InstanceBuilder settings(String yaml) {
    settings = yaml;
    return this;
  }

  /** How long requests under way may take when it stops. */
  public InstanceBuilder drain(String duration) {
    drain = duration;
    return this;
  }

  public InstanceBuilder port(int fixed) {
    port = fixed;
    return this;
  }

  public InstanceBuilder startLimit(Duration limit) {
    startLimit = limit;
    return this;
  }

  /** A second listener with this certificate, kept in {@code etc/tls}. */
  public InstanceBuilder tls(Certificates.Pair pair) {
    tls = true;
    file("etc/tls/server.pem", pair.certificate());
    return file("etc/tls/server.key", pair.key());
  }

  /** A further option for the JVM that runs it. */
  public InstanceBuilder javaOption(String option) {
    javaOptions.add(option);
    return this;
  }

  /** Prepares the folder and starts nothing. */
  public GatehouseInstance prepare() {
    Distribution distribution = Distribution.ofThisBuild();
    Path base = distribution.freshFolder(name);
    int tlsPort = tls ? FreePorts.next() : 0;
    GatehouseInstance instance =
        new GatehouseInstance(
            distribution, base, port, tlsPort, List.copyOf(javaOptions), startLimit);
    for (String folder : List.of("etc", "apis", "policies", "deploy")) {
      instance.makeFolder(folder);
    }
    instance.drop("etc/gatehouse.yaml", gatehouseYaml(tlsPort));
    files.forEach(instance::drop);
    return instance;
  }

  /** Prepares the folder and starts the gateway on it; returns when it is ready. */
  public GatehouseInstance start() {
    GatehouseInstance instance = prepare();
    instance.start();
    return instance;
  }

  private String gatehouseYaml(int tlsPort) {
    StringBuilder yaml = new StringBuilder(512);
    yaml.append("listeners:\n  - name: plain\n    address: 127.0.0.1\n    port: ").append(port);
    yaml.append('\n').append(listenerSettings.indent(4));
    if (tls) {
      yaml.append("  - name: secure\n    address: 127.0.0.1\n    port: ").append(tlsPort);
      yaml.append("\n    tls: { certificate: etc/tls/server.pem, key: etc/tls/server.key }\n");
    }
    yaml.append("admin: { address: 127.0.0.1, port: ").append(FreePorts.next()).append(" }\n");
    yaml.append("drain: ").append(drain).append('\n');
    return yaml.append(settings).append('\n').toString();
  }
}
