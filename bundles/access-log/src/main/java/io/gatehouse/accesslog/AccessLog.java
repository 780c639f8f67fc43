package io.gatehouse.accesslog;

import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.exchange.ExchangeObserver;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** One line in the access log for each exchange. */
@Component(
    service = {ExchangeObserver.class, StatusSource.class},
    immediate = true)
public final class AccessLog implements ExchangeObserver, StatusSource {

  /** Over half a second of a busy gateway; some 30 MB at the very most. */
  private static final int CAPACITY = 65_536;

  private final String shownFile;
  private final Optional<LogWriter> writer;

  @Activate
  public AccessLog(@Reference GatewaySettings settings, BundleContext context) {
    this(
        settings.accessLog(),
        Path.of(Optional.ofNullable(context.getProperty("gatehouse.base")).orElse(".")),
        "check".equals(context.getProperty("gatehouse.mode")));
  }

  AccessLog(GatewaySettings.AccessLog settings, Path base, boolean checkOnly) {
    shownFile = settings.file().toString();
    writer =
        settings.enabled() && !checkOnly
            ? Optional.of(
                new LogWriter(
                    base.resolve(settings.file()),
                    settings.rotation(),
                    InstantSource.system(),
                    CAPACITY))
            : Optional.empty();
    writer.ifPresent(LogWriter::start);
  }

  @Override
  public void completed(ExchangeRecord exchangeRecord) {
    if (writer.isPresent()) {
      writer.get().add(exchangeRecord);
    }
  }

  @Override
  public List<StatusEntry> status() {
    return writer.map(this::status).map(List::of).orElse(List.of());
  }

  @Deactivate
  public void close() {
    writer.ifPresent(LogWriter::close);
  }

  private StatusEntry status(LogWriter running) {
    String failure = running.failure();
    String dropped =
        running.dropped() == 0 ? "" : ", " + running.dropped() + " lines dropped since the start";
    return new StatusEntry(
        "log",
        "access-log",
        failure == null ? State.SERVING : State.DEGRADED,
        "etc/gatehouse.yaml",
        (failure == null ? "writes " + shownFile : shownFile + " cannot be written: " + failure)
            + dropped,
        List.of());
  }
}
