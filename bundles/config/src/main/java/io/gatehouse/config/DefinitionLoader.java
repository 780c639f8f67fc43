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
import java.util.Optional;
import java.util.Set;
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
  private final List<Runnable> watches = new ArrayList<>();
  private boolean started;
  private volatile boolean closed;

  @Activate
  public DefinitionLoader(
      @Reference DropFolders folders,
      @Reference SettingsFile settings,
      @Reference GatewayDeployer deployer,
      @Reference(target = "(phase=bundles)") BootPhase bundles) {
    this.folders = folders;
    this.settings = settings;
    this.deployer = deployer;
    RecordBinder binder = new RecordBinder();
    DocumentReader documents = new DocumentReader(new References(folders.base(), System.getenv()));
    this.consumersFile = new EtcFile(folders, documents, "consumers");
    this.consumers = new ConsumersFile(folders, consumersFile, new ConsumersReader(binder));
    this.apis = new ApiFiles(documents, new ApiReader(binder, folders.base()), folders::display);
    folders.execute(this::start);
  }

  private void start() {
    if (closed) {
      return;
    }
    watches.add(
        folders.watch(Path.of("etc"), consumersFile.names(), (present, gone) -> consumers()));
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

  private void consumers() {
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
    if (started && !closed && inForce.isPresent()) {
      List<DefinitionFile> files = apis.definitions();
      deployer.apply(new DefinitionSet(inForce.get(), files, consumers.consumers()));
      tellGroups(files, inForce.get());
    }
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
