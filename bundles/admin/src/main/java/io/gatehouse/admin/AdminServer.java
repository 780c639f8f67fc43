package io.gatehouse.admin;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin endpoint. Listens on a loopback address only, and not at all in check mode. Where it
 * cannot listen the gateway serves nevertheless: whoever watches it must not be able to stop it.
 */
@Component(
    service = {},
    immediate = true)
public final class AdminServer {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BACKLOG = 50;
  private static final String SETTINGS = "etc/gatehouse.yaml";

  private final Path data;
  private final StatusBoard board;
  private final StatusEntry status;

  /** Told to the board directly: as a service this would need what needs it. */
  private final StatusSource source = this::status;

  private Optional<HttpServer> server = Optional.empty();
  private Optional<ExecutorService> threads = Optional.empty();

  @Activate
  public AdminServer(
      BundleContext context, @Reference GatewaySettings settings, @Reference StatusBoard board) {
    this(
        Path.of(Optional.ofNullable(context.getProperty("gatehouse.base")).orElse(".")),
        settings.admin(),
        board,
        Optional.ofNullable(context.getProperty("gatehouse.version")).orElse("unknown"),
        !"check".equals(context.getProperty("gatehouse.mode")));
  }

  AdminServer(
      Path base, GatewaySettings.Admin address, StatusBoard board, String version, boolean open) {
    this.data = base.resolve("data");
    this.board = board;
    this.status = open ? open(address, version) : entry(State.SERVING, "not in check mode");
    board.bindSource(source);
  }

  private StatusEntry open(GatewaySettings.Admin admin, String version) {
    try {
      InetAddress address = InetAddress.getByName(admin.address());
      if (!address.isLoopbackAddress()) {
        return refused(
            "admin.address: '" + admin.address() + "' is not a loopback address",
            "Write 127.0.0.1, and let a tunnel or a proxy of your own lead there");
      }
      Files.createDirectories(data);
      AdminToken token = AdminToken.in(data.resolve("admin.token"));
      InetSocketAddress bound =
          serve(
              new InetSocketAddress(address, admin.port()),
              new AdminHandler(board, token, OwnHosts.of(admin.address()), version));
      writeAddress(bound);
      String url = "http://" + OwnHosts.inUrl(admin.address()) + ":" + bound.getPort();
      LOG.atInfo().addKeyValue("url", url).log("The admin endpoint listens");
      return entry(State.SERVING, url);
    } catch (IOException e) {
      shut();
      return refused(
          "the admin endpoint cannot listen on "
              + admin.address()
              + ":"
              + admin.port()
              + ": "
              + e.getMessage(),
          "Free the port or write another one under admin.port, and restart");
    }
  }

  private InetSocketAddress serve(InetSocketAddress address, AdminHandler handler)
      throws IOException {
    HttpServer opened = HttpServer.create(address, BACKLOG);
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
    server = Optional.of(opened);
    threads = Optional.of(executor);
    opened.setExecutor(executor);
    opened.createContext("/", handler);
    opened.start();
    return opened.getAddress();
  }

  /** Says where it listens, for the command line; there only as long as it does. */
  private void writeAddress(InetSocketAddress bound) throws IOException {
    Files.writeString(
        data.resolve("admin.json"),
        new StatusJson()
            .admin(
                bound.getAddress().getHostAddress(),
                bound.getPort(),
                ProcessHandle.current().pid()));
  }

  private StatusEntry refused(String problem, String remedy) {
    LOG.atWarn()
        .addKeyValue("problem", problem)
        .addKeyValue("remedy", remedy)
        .log("There is no admin endpoint; the gateway serves without");
    return new StatusEntry(
        "admin",
        "endpoint",
        State.REFUSED,
        SETTINGS,
        problem,
        List.of(new Finding(Place.of(SETTINGS), problem, remedy)));
  }

  private static StatusEntry entry(State state, String detail) {
    return new StatusEntry("admin", "endpoint", state, SETTINGS, detail, List.of());
  }

  List<StatusEntry> status() {
    return List.of(status);
  }

  @Deactivate
  public void close() {
    board.unbindSource(source);
    shut();
  }

  private void shut() {
    server.ifPresent(opened -> opened.stop(0));
    threads.ifPresent(ExecutorService::shutdownNow);
    try {
      if (server.isPresent()) {
        Files.deleteIfExists(data.resolve("admin.json"));
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("Cannot remove data/admin.json");
    }
  }
}
