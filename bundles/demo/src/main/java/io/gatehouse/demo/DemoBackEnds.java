package io.gatehouse.demo;

import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three back ends on three ports in a row, from {@value #FIRST_PORT} or what the framework
 * property {@value #PORT_PROPERTY} says. One whose port is taken does not keep the others from
 * running.
 */
@Component(service = StatusSource.class, immediate = true)
public final class DemoBackEnds implements StatusSource {

  static final String PORT_PROPERTY = "gatehouse.demo.port";
  static final int FIRST_PORT = 18081;

  private static final Logger LOG = LoggerFactory.getLogger(DemoBackEnds.class);

  private final Map<String, BackEndServer> servers = new TreeMap<>();
  private final List<StatusEntry> status = new ArrayList<>();

  @Activate
  public DemoBackEnds(BundleContext context) {
    this(
        Optional.ofNullable(context.getProperty(PORT_PROPERTY))
            .map(Integer::parseInt)
            .orElse(FIRST_PORT));
  }

  /** Port 0: any three that are free. */
  DemoBackEnds(int firstPort) {
    open("orders", firstPort, new OrdersApp());
    open("catalog", next(firstPort, 1), new CatalogApp());
    open("legacy", next(firstPort, 2), new LegacyApp());
  }

  private static int next(int firstPort, int offset) {
    return firstPort == 0 ? 0 : firstPort + offset;
  }

  private void open(String name, int port, BackEnd backEnd) {
    try {
      BackEndServer server = BackEndServer.open(name, port, backEnd);
      servers.put(name, server);
      status.add(
          StatusEntry.serving("demo", name, "", "back end on http://127.0.0.1:" + server.port()));
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("backEnd", name)
          .addKeyValue("port", port)
          .addKeyValue("reason", e.getMessage())
          .log("A back end of the demo cannot listen");
      status.add(
          new StatusEntry(
              "demo",
              name,
              State.REFUSED,
              "",
              "the back end cannot listen on port " + port + ": " + e.getMessage(),
              List.of()));
    }
  }

  /** The port that a back end listens on. */
  Optional<Integer> port(String name) {
    return Optional.ofNullable(servers.get(name)).map(BackEndServer::port);
  }

  @Override
  public List<StatusEntry> status() {
    return List.copyOf(status);
  }

  @Deactivate
  public void close() {
    servers.values().forEach(BackEndServer::close);
  }
}
