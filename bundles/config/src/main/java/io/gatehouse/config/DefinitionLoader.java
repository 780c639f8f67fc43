package io.gatehouse.config;

import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.DefinitionSet;
import io.gatehouse.api.definition.GatewayDeployer;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.ApiReader;
import io.gatehouse.config.document.ConsumersReader;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.References;
import io.gatehouse.config.stray.StrayFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings what operators wrote to the deployer: all of it once the bundles it may use are there, and
 * again whenever a file has changed.
 */
@Component(service = StatusSource.class, immediate = true)
public final class DefinitionLoader implements StatusSource {

  private static final Set<String> DOCUMENTS = Set.of(".yaml", ".yml", ".json");
  private static final Set<String> ANY = Set.of("");

  private final DropFolders folders;
  private final SettingsFile settings;
  private final GatewayDeployer deployer;
  private final EtcFile consumersFile;
  private final ConsumersFile consumers;
  private final ApiFiles apis;
  private final Runnable served;
  private final List<Runnable> watches = new ArrayList<>();
  private boolean started;
  private boolean serves;
  private volatile boolean closed;

  @Activate
  public DefinitionLoader(
      BundleContext context,
      @Reference DropFolders folders,
      @Reference SettingsFile settings,
      @Reference GatewayDeployer deployer,
      @Reference(target = "(phase=bundles)") BootPhase bundles) {
    this(
        folders,
        settings,
        deployer,
        () ->
            context.registerService(
                BootPhase.class,
                new BootPhase() {},
                FrameworkUtil.asDictionary(Map.of(BootPhase.PHASE, BootPhase.DEFINITIONS))));
  }

  /** For tests: {@code served} runs when the first revision serves. */
  DefinitionLoader(
      DropFolders folders, SettingsFile settings, GatewayDeployer deployer, Runnable served) {
    this.folders = folders;
    this.settings = settings;
    this.deployer = deployer;
    this.served = served;
    RecordBinder binder = new RecordBinder();
    DocumentReader documents = new DocumentReader(new References(folders.base(), System.getenv()));
    this.consumersFile = new EtcFile(folders, documents, "consumers");
    this.consumers = new ConsumersFile(folders, consumersFile, new ConsumersReader(binder));
    this.apis = new ApiFiles(documents, new ApiReader(binder, folders.base()), folders);
    folders.execute(this::start);
  }

  private void start() {
    if (closed) {
      return;
    }
    watches.add(folders.watch(Path.of("etc"), consumersFile.names(), this::consumers));
    watches.add(folders.watch(Path.of("apis"), DOCUMENTS, this::apis));
    watches.add(folders.watch(Path.of("etc/secrets"), ANY, (present, gone) -> secrets()));
    watches.addAll(new StrayFiles(folders).watch());
    settings.onChange(this::apply);
    started = true;
    apply();
  }

  @Deactivate
  public void close() {
    closed = true;
    folders.execute(
        () -> {
          settings.onChange(() -> {});
          watches.forEach(Runnable::run);
        });
  }

  private void consumers(Set<Path> present, Set<Path> gone) {
    consumersFile.changed(present, gone);
    if (consumers.read()) {
      apply();
    } else if (started) {
      settings.current().ifPresent(inForce -> tellGroups(apis.definitions(), inForce));
    }
  }

  private void apis(Set<Path> present, Set<Path> gone) {
    apis.changed(present, gone);
    apply();
  }

  private void secrets() {
    if (!started) {
      return;
    }
    apis.changed(apis.referring(), Set.of());
    consumers.read();
    settings.read();
    apply();
  }

  private void apply() {
    Optional<GatewaySettings> inForce = settings.current();
    if (!started || closed || inForce.isEmpty()) {
      return;
    }
    deploy(inForce.get());
    if (!serves) {
      serves = true;
      bringBack(inForce.get());
      served.run();
    }
  }

  private void deploy(GatewaySettings inForce) {
    List<DefinitionFile> files = apis.definitions();
    deployer.apply(new DefinitionSet(inForce, files, consumers.consumers()));
    tellGroups(files, inForce);
  }

  /**
   * Before anything is let in: has the files that are refused serve with what they served with
   * before, and refuses them once more, as if they had been changed while the gateway ran.
   */
  private void bringBack(GatewaySettings inForce) {
    Set<Path> back = apis.readBefore(refused());
    if (!back.isEmpty()) {
      deploy(inForce);
      apis.changed(back, Set.of());
      deploy(inForce);
    }
  }

  private Set<String> refused() {
    return folders.findings().stream()
        .map(finding -> finding.place().file())
        .collect(Collectors.toSet());
  }

  /** Said of the folder: what is said of a file itself is for others to say. */
  private void tellGroups(List<DefinitionFile> files, GatewaySettings inForce) {
    folders.report(
        folders.base().resolve("etc"),
        consumers
            .groups()
            .map(groups -> new GroupChecks(groups).check(files, inForce.policies()))
            .orElse(List.of()));
  }

  @Override
  public List<StatusEntry> status() {
    return List.of(consumers.status());
  }
}
