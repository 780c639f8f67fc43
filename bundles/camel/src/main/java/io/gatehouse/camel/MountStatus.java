package io.gatehouse.camel;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.RouteExplainer;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.watch.DropFolders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which mounts an API definition claims, and which nobody can reach. Looks anew whenever
 * mounts or definitions change, and not before the definitions have been read.
 */
@Component(service = StatusSource.class, immediate = true)
public final class MountStatus implements StatusSource {

  private static final Logger LOG = LoggerFactory.getLogger(MountStatus.class);
  private static final String KIND = "mount";

  private final Mounts mounts;
  private final RouteExplainer explainer;
  private final DropFolders folders;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final Runnable unsubscribe;
  private Set<String> told = Set.of();
  private volatile List<StatusEntry> entries = List.of();

  @Activate
  public MountStatus(
      @Reference Mounts mounts,
      @Reference RouteExplainer explainer,
      @Reference DropFolders folders,
      @Reference(target = "(phase=definitions)") BootPhase definitions) {
    this.mounts = mounts;
    this.explainer = explainer;
    this.folders = folders;
    this.unsubscribe = mounts.onChange(this::changed);
    changed();
  }

  @Deactivate
  void deactivate() {
    unsubscribe.run();
  }

  @Override
  public List<StatusEntry> status() {
    return entries;
  }

  /** After whatever is being switched to has been. */
  private void changed() {
    if (queued.compareAndSet(false, true)) {
      folders.execute(this::look);
    }
  }

  private void look() {
    queued.set(false);
    List<StatusEntry> found = new ArrayList<>();
    Set<String> unclaimed = new TreeSet<>();
    Set<MountDestination> reaching = new HashSet<>();
    Map<Mount, Set<String>> claimed = new HashMap<>();
    for (MountTree.Entry entry : mounts.tree().entries()) {
      Set<String> claims = new TreeSet<>();
      for (MountDestination destination : claiming(entry.mount().path())) {
        reaching.add(destination);
        claims.add(destination.route());
      }
      claimed.put(entry.mount(), claims);
      found.add(claims.isEmpty() ? unclaimed(entry) : claimed(entry, claims));
      if (claims.isEmpty()) {
        unclaimed.add(entry.mount() + " of " + entry.owner());
      }
    }
    mounts.claimed(claimed);
    mounts.destinations().forEach(d -> d.reaching(reaching.contains(d)));
    found.addAll(waiting(reaching));
    entries = List.copyOf(found);
    tell(unclaimed);
  }

  private void tell(Set<String> unclaimed) {
    for (String mount : unclaimed) {
      if (!told.contains(mount)) {
        LOG.atWarn().addKeyValue("mount", mount).log("No API definition claims a mount");
      }
    }
    told = unclaimed;
  }

  /** Those that ask for this path, or for whatever path of the API is asked for. */
  private List<MountDestination> claiming(MountPath path) {
    List<MountDestination> claiming = new ArrayList<>();
    Set<String> fitting = new HashSet<>();
    for (MountDestination destination : mounts.destinations()) {
      if (destination.path().isPresent()) {
        List<MountTree.Entry> candidates = mounts.tree().candidates(destination.path().get());
        if (candidates.stream().anyMatch(c -> c.mount().path().equals(path))) {
          claiming.add(destination);
        }
      } else {
        if (fitting.isEmpty()) {
          fitting.addAll(routesFor(path));
        }
        if (fitting.contains(destination.route())) {
          claiming.add(destination);
        }
      }
    }
    return claiming;
  }

  /** The routes of APIs whose path fits, whatever else they ask for. */
  private Set<String> routesFor(MountPath path) {
    StringBuilder sample = new StringBuilder();
    path.segments()
        .forEach(s -> sample.append('/').append(MountPath.isParameter(s) ? "x" : encoded(s)));
    Set<String> routes = new HashSet<>(Set.of(""));
    routes.addAll(routesFor(sample.isEmpty() ? "/" : sample.toString()));
    if (path.prefix()) {
      routes.addAll(routesFor(sample + "/x"));
    }
    return routes;
  }

  private Set<String> routesFor(String path) {
    Explanation explanation =
        explainer.explain(
            new GatewayRequest("GET", "http", "", path, "", Headers.create(), Body.empty()));
    Set<String> routes = new HashSet<>();
    explanation.chosen().ifPresent(chosen -> routes.add(chosen.route()));
    explanation.others().forEach(other -> routes.add(other.route()));
    return routes;
  }

  private static String encoded(String segment) {
    return java.net.URLEncoder.encode(segment, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  private static StatusEntry claimed(MountTree.Entry entry, Set<String> claims) {
    return StatusEntry.serving(
        KIND,
        entry.mount().toString(),
        source(entry.owner()),
        "of " + entry.owner() + "; claimed by " + String.join(", ", claims));
  }

  private static StatusEntry unclaimed(MountTree.Entry entry) {
    MountPath path = entry.mount().path();
    String written = new MountPath(path.segments(), false).toString();
    return new StatusEntry(
        KIND,
        entry.mount().toString(),
        State.WAITING,
        source(entry.owner()),
        "of "
            + entry.owner()
            + "; no API definition claims "
            + written
            + ": add to: { mount: { path: "
            + written
            + " } }",
        List.of());
  }

  /** A bundle's name is no file. */
  private static String source(String owner) {
    return owner.indexOf('/') < 0 ? "" : owner;
  }

  /** What is asked for and not there. */
  private List<StatusEntry> waiting(Set<MountDestination> reaching) {
    TreeMap<String, Set<String>> asked = new TreeMap<>();
    for (MountDestination destination : mounts.destinations()) {
      if (!reaching.contains(destination)) {
        asked
            .computeIfAbsent(destination.path().orElse(destination.route()), p -> new TreeSet<>())
            .add(destination.route());
      }
    }
    List<StatusEntry> waiting = new ArrayList<>();
    asked.forEach(
        (path, routes) ->
            waiting.add(
                new StatusEntry(
                    KIND,
                    path,
                    State.WAITING,
                    "",
                    "asked for by "
                        + String.join(", ", routes)
                        + "; nobody mounts it: drop the bundle or the route file that does into"
                        + " deploy/",
                    List.of())));
    return waiting;
  }
}
