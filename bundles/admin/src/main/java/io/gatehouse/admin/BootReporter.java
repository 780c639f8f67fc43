package io.gatehouse.admin;

import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.GatewayReady;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the launcher, once, how the start ended: the gateway is ready, or no listener could be
 * opened. There when every part of the start is done.
 */
@Component(
    service = {},
    immediate = true)
public final class BootReporter {

  private static final int OK = 0;
  private static final int START_FAILED = 3;

  @Activate
  public BootReporter(
      BundleContext context,
      @Reference(target = "(phase=" + BootPhase.BUNDLES + ")") BootPhase bundles,
      @Reference(target = "(phase=" + BootPhase.SCRIPTS + ")") BootPhase scripts,
      @Reference(target = "(phase=" + BootPhase.DEFINITIONS + ")") BootPhase definitions,
      @Reference GatewayReady ready,
      @Reference GatewaySettings settings,
      @Reference DropFolders folders,
      @Reference StatusBoard board,
      @Reference(target = "(&(gatehouse.outlet=launcher)(gatehouse.mode=run))")
          Consumer<Map<String, Object>> outlet) {
    Optional<String> version = Optional.ofNullable(context.getProperty("gatehouse.version"));
    folders.execute(
        () ->
            outlet.accept(
                report(board.entries(), settings, version.orElse(""), sinceProcessStart())));
  }

  /** What the launcher is told: see the README of runtime. */
  static Map<String, Object> report(
      List<StatusEntry> entries, GatewaySettings settings, String version, Duration took) {
    List<StatusEntry> listeners = ofKind(entries, "listener");
    boolean none =
        !listeners.isEmpty() && listeners.stream().allMatch(l -> l.state() == State.REFUSED);
    return Map.of(
        "code",
        none ? START_FAILED : OK,
        "text",
        none ? noListener(listeners) : ready(entries, version, took),
        "drain",
        settings.drain());
  }

  private static String noListener(List<StatusEntry> listeners) {
    StringBuilder text = new StringBuilder("No listener could be opened:");
    listeners.forEach(
        listener -> text.append("\n  ").append(listener.name()).append(": ").append(why(listener)));
    return text.toString();
  }

  private static String why(StatusEntry entry) {
    return entry.findings().isEmpty() ? entry.detail() : entry.findings().getFirst().toString();
  }

  private static String ready(List<StatusEntry> entries, String version, Duration took) {
    StringBuilder text = new StringBuilder();
    text.append("Gatehouse ").append(version).append(" is ready after ");
    text.append(String.format(Locale.ROOT, "%.2f s.", took.toMillis() / 1000.0));
    for (StatusEntry entry : entries) {
      if (entry.kind().equals("listener") || entry.kind().equals("admin")) {
        text.append("\n  ").append(entry.kind()).append(' ').append(entry.name()).append(": ");
        text.append(entry.state() == State.SERVING ? address(entry) : why(entry));
      }
    }
    int apis = ofKind(entries, "api").size();
    text.append("\n  ").append(apis).append(apis == 1 ? " API, " : " APIs, ");
    int routes = ofKind(entries, "route").size();
    text.append(routes).append(routes == 1 ? " route" : " routes");
    long ailing = entries.stream().filter(entry -> entry.state() != State.SERVING).count();
    if (ailing > 0) {
      text.append("; not everything serves (").append(ailing).append("): see 'gatehouse status'");
    }
    return text.toString();
  }

  /** Its detail goes on to say how busy it is, which nobody asks at the start. */
  private static String address(StatusEntry entry) {
    int comma = entry.detail().indexOf(',');
    return comma < 0 ? entry.detail() : entry.detail().substring(0, comma);
  }

  private static List<StatusEntry> ofKind(List<StatusEntry> entries, String kind) {
    return entries.stream().filter(entry -> entry.kind().equals(kind)).toList();
  }

  private static Duration sinceProcessStart() {
    Instant now = Clock.systemUTC().instant();
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, now))
        .orElse(Duration.ZERO);
  }
}
