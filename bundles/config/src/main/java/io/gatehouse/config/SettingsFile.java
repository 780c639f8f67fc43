package io.gatehouse.config;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.GatewayReader;
import io.gatehouse.config.document.Reading;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.References;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code etc/gatehouse.yaml}. Registers the settings that hold at start as a service. Where the
 * file is mistaken at start, settings without a listener are registered instead, so that the status
 * can be asked why no traffic is let in, until the file is mended.
 */
@Component(
    service = {SettingsFile.class, StatusSource.class},
    immediate = true)
public final class SettingsFile implements StatusSource {

  private static final Logger log = LoggerFactory.getLogger(SettingsFile.class);

  private final BundleContext bundles;
  private final DropFolders folders;
  private final EtcFile file;
  private final GatewayReader reader;
  private final boolean checking;

  private Runnable unwatch = () -> {};
  private Runnable changed = () -> {};
  private @Nullable GatewaySettings atStart;
  private @Nullable GatewaySettings current;
  private @Nullable ServiceRegistration<GatewaySettings> registration;
  private String fingerprint = "unread";
  private volatile StatusEntry status;
  private volatile boolean closed;

  @Activate
  public SettingsFile(BundleContext bundles, @Reference DropFolders folders) {
    this.bundles = bundles;
    this.folders = folders;
    this.file =
        new EtcFile(
            folders,
            new DocumentReader(new References(folders.base(), System.getenv())),
            "gatehouse");
    this.reader = new GatewayReader(new RecordBinder(), folders.base());
    this.checking = "check".equals(bundles.getProperty("gatehouse.mode"));
    this.status = entry(State.WAITING, "not read yet", List.of());
    // Not waited for: whoever wants the settings may ask for this component's status meanwhile.
    folders.execute(
        () ->
            unwatch =
                folders.watch(
                    Path.of("etc"),
                    file.names(),
                    (present, gone) -> {
                      file.changed(present, gone);
                      read();
                    }));
  }

  @Deactivate
  public void close() {
    closed = true;
    unwatch.run();
    ServiceRegistration<GatewaySettings> last = registration;
    if (last != null) {
      unregister(last);
    }
  }

  /** Calls back, on the control thread, when {@link #current()} is another. */
  void onChange(Runnable callback) {
    changed = callback;
  }

  /**
   * The settings in force; empty where the file has been mistaken from the start, in which case
   * nothing must serve. On the control thread.
   */
  Optional<GatewaySettings> current() {
    return Optional.ofNullable(current);
  }

  /** Reads the file again, in case something it refers to has changed. On the control thread. */
  void read() {
    Optional<Document> document = file.read();
    Reading<GatewaySettings> reading =
        document
            .map(reader::read)
            .orElseGet(
                () ->
                    new Reading<>(
                        Optional.of(reader.defaults(file.display())), Optional.empty(), List.of()));
    folders.report(file.path(), reading.findings());
    String newest = document.map(Document::fingerprint).orElse("");
    boolean same = newest.equals(fingerprint) && !newest.isEmpty();
    fingerprint = newest;
    if (reading.value().isEmpty()) {
      if (atStart == null) {
        file.before()
            .flatMap(before -> reader.read(before).value())
            .ifPresent(before -> starts(before, reading.findings()));
      }
      refused(reading);
    } else if (atStart == null) {
      file.serves();
      starts(reading.value().get(), reading.findings());
    } else {
      changes(atStart, reading.value().get(), reading.findings(), same);
    }
  }

  private void refused(Reading<GatewaySettings> reading) {
    List<Finding> findings = reading.findings();
    if (atStart != null) {
      status =
          entry(State.DEGRADED, "the newest version is refused; the one before it holds", findings);
      return;
    }
    status = entry(State.REFUSED, "no traffic is let in until the settings are mended", findings);
    if (registration == null) {
      GatewaySettings fallback = closedToTraffic(reader.defaults(file.display()));
      register(fallback);
      // a check goes on with what could be read: nothing is served, and everything is told
      current = checking ? reading.draft().orElse(fallback) : null;
    }
  }

  private void starts(GatewaySettings settings, List<Finding> findings) {
    atStart = settings;
    current = settings;
    status =
        findings.isEmpty()
            ? entry(State.SERVING, "", findings)
            : entry(State.DEGRADED, "in force, with findings", findings);
    register(settings);
    changed.run();
  }

  private void changes(
      GatewaySettings before, GatewaySettings newest, List<Finding> findings, boolean same) {
    List<String> cold = coldChanges(before, newest);
    if (cold.isEmpty()) {
      file.serves();
    }
    String detail =
        cold.isEmpty()
            ? (findings.isEmpty() ? "" : "in force, with findings")
            : "restart to apply the changes of " + String.join(", ", cold);
    status =
        entry(
            cold.isEmpty() && findings.isEmpty() ? State.SERVING : State.DEGRADED,
            detail,
            findings);
    if (same) {
      return;
    }
    if (!cold.isEmpty()) {
      log.atWarn().addKeyValue("settings", cold).log("Restart to apply changed settings");
    }
    current =
        new GatewaySettings(
            before.listeners(),
            before.admin(),
            before.accessLog(),
            before.metrics(),
            newest.policies(),
            before.scripts(),
            before.drain());
    changed.run();
  }

  private static List<String> coldChanges(GatewaySettings before, GatewaySettings newest) {
    List<String> changes = new ArrayList<>();
    if (!placeless(before.listeners()).equals(placeless(newest.listeners()))) {
      changes.add("listeners");
    }
    if (!before.admin().equals(newest.admin())) {
      changes.add("admin");
    }
    if (!before.accessLog().equals(newest.accessLog())) {
      changes.add("accessLog");
    }
    if (!before.metrics().equals(newest.metrics())) {
      changes.add("metrics");
    }
    if (!before.scripts().equals(newest.scripts())) {
      changes.add("scripts");
    }
    if (!before.drain().equals(newest.drain())) {
      changes.add("drain");
    }
    return changes;
  }

  /** A comment above a listener moves it and changes nothing. */
  private static List<ListenerDefinition> placeless(List<ListenerDefinition> listeners) {
    return listeners.stream()
        .map(
            l ->
                new ListenerDefinition(
                    l.name(),
                    l.address(),
                    l.port(),
                    l.tls(),
                    l.trustedProxies(),
                    l.proxyProtocol(),
                    l.limits(),
                    l.timeouts(),
                    l.http2(),
                    Place.of("")))
        .toList();
  }

  private static GatewaySettings closedToTraffic(GatewaySettings settings) {
    return new GatewaySettings(
        List.of(),
        settings.admin(),
        settings.accessLog(),
        settings.metrics(),
        settings.policies(),
        settings.scripts(),
        settings.drain());
  }

  private void register(GatewaySettings settings) {
    if (closed) {
      return;
    }
    ServiceRegistration<GatewaySettings> before = registration;
    registration = bundles.registerService(GatewaySettings.class, settings, null);
    if (before != null) {
      unregister(before);
    }
  }

  private static void unregister(ServiceRegistration<GatewaySettings> registration) {
    try {
      registration.unregister();
    } catch (IllegalStateException gone) {
      log.atDebug().log("The settings were withdrawn already");
    }
  }

  private StatusEntry entry(State state, String detail, List<Finding> findings) {
    return new StatusEntry("settings", "gateway", state, file.display(), detail, findings);
  }

  @Override
  public List<StatusEntry> status() {
    return List.of(status);
  }
}
