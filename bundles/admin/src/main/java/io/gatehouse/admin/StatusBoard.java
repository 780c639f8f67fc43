package io.gatehouse.admin;

import io.gatehouse.api.listener.TargetForm;
import io.gatehouse.api.revision.Revisions;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.GatewayReady;
import io.gatehouse.api.status.MetricsExposition;
import io.gatehouse.api.status.RouteExplainer;
import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that can be said about the gateway now, from whoever offers to say it. Thread-safe.
 */
@Component(service = StatusBoard.class)
public final class StatusBoard {

  /** What has to be done before the first revision is complete. */
  static final List<String> PHASES =
      List.of(BootPhase.BUNDLES, BootPhase.SCRIPTS, BootPhase.DEFINITIONS);

  private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

  private final List<StatusSource> sources = new CopyOnWriteArrayList<>();
  private final List<GatewayReady> ready = new CopyOnWriteArrayList<>();
  private final List<MetricsExposition> metrics = new CopyOnWriteArrayList<>();
  private final List<RouteExplainer> explainers = new CopyOnWriteArrayList<>();
  private final List<RouteTracer> tracers = new CopyOnWriteArrayList<>();
  private final List<TargetForm> forms = new CopyOnWriteArrayList<>();
  private final List<Revisions> revisions = new CopyOnWriteArrayList<>();
  private final List<DeployedBundles> bundles = new CopyOnWriteArrayList<>();
  private final Map<BootPhase, String> phases = new ConcurrentHashMap<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindSource(StatusSource source) {
    sources.add(source);
  }

  void unbindSource(StatusSource source) {
    sources.remove(source);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindReady(GatewayReady marker) {
    ready.add(marker);
  }

  void unbindReady(GatewayReady marker) {
    ready.remove(marker);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindPhase(BootPhase phase, Map<String, Object> properties) {
    phases.put(phase, String.valueOf(properties.get(BootPhase.PHASE)));
  }

  void unbindPhase(BootPhase phase) {
    phases.remove(phase);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindExplainer(RouteExplainer explainer) {
    explainers.add(explainer);
  }

  void unbindExplainer(RouteExplainer explainer) {
    explainers.remove(explainer);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTracer(RouteTracer tracer) {
    tracers.add(tracer);
  }

  void unbindTracer(RouteTracer tracer) {
    tracers.remove(tracer);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindForm(TargetForm form) {
    forms.add(form);
  }

  void unbindForm(TargetForm form) {
    forms.remove(form);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindMetrics(MetricsExposition exposition) {
    metrics.add(exposition);
  }

  void unbindMetrics(MetricsExposition exposition) {
    metrics.remove(exposition);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindRevisions(Revisions kept) {
    revisions.add(kept);
  }

  void unbindRevisions(Revisions kept) {
    revisions.remove(kept);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindBundles(DeployedBundles deployed) {
    bundles.add(deployed);
  }

  void unbindBundles(DeployedBundles deployed) {
    bundles.remove(deployed);
  }

  /** What is missing until the gateway is ready; empty when it is. */
  List<String> missing() {
    List<String> missing = new ArrayList<>(PHASES);
    missing.removeAll(phases.values());
    if (ready.isEmpty()) {
      missing.add("listeners");
    }
    return missing;
  }

  /** All entries in the order operators read them: from the doors inwards. */
  List<StatusEntry> entries() {
    List<StatusEntry> all = new ArrayList<>();
    for (StatusSource source : sources) {
      all.addAll(ask(source));
    }
    all.sort(EntryOrder.OUTSIDE_IN);
    return all;
  }

  Optional<MetricsExposition> metrics() {
    return metrics.stream().findFirst();
  }

  /** Who follows requests, once the gateway has started so far. */
  Optional<RouteTracer> tracer() {
    return tracers.stream().findFirst();
  }

  Optional<Revisions> revisions() {
    return revisions.stream().findFirst();
  }

  Optional<DeployedBundles> bundles() {
    return bundles.stream().findFirst();
  }

  Optional<RouteExplainer> explainer() {
    return explainers.stream().findFirst();
  }

  Optional<TargetForm> form() {
    return forms.stream().findFirst();
  }

  /** One source that fails must not hide what the others know. */
  private static List<StatusEntry> ask(StatusSource source) {
    try {
      return source.status();
    } catch (RuntimeException e) {
      String name = source.getClass().getName();
      LOG.atWarn().addKeyValue("source", name).setCause(e).log("A status source failed");
      return List.of(
          new StatusEntry(
              "status", name, State.DEGRADED, "", "cannot tell its status: " + e, List.of()));
    }
  }
}
