package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import io.gatehouse.api.extension.ExtensionRegistry.Outcome;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.EventCounters;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.store.CacheStore;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.policy.script.cases.CaseFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a policy type of every file in {@code policies/}, and a new version of it of every change.
 *
 * <p>Files are handed over on the control thread, loaded on the script thread, and offered on the
 * control thread again: requests and definitions never wait for the engine. A version that cannot
 * serve leaves the one before it in place.
 */
@Component(
    service = {StatusSource.class, ScriptFolder.class},
    immediate = true)
public final class ScriptFolder implements StatusSource {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptFolder.class);
  private static final String INLINE_OWNER = "policy-script";
  private static final Duration FIRST_REVISION = Duration.ofSeconds(3);
  private static final Path FOLDER = Path.of("policies");
  private static final Path LIBRARY = FOLDER.resolve("lib");

  private final DropFolders folders;
  private final ExtensionRegistry registry;
  private final ScriptRuntime runtime;
  private final CaseCheck cases;
  private final ScriptContents contents;
  private final Path folder;
  private final Map<Path, ScriptFile> files = new ConcurrentSkipListMap<>();
  private final List<Runnable> watches;
  private volatile boolean scriptsSeen;

  @Activate
  public ScriptFolder(
      @Reference DropFolders folders,
      @Reference ExtensionRegistry registry,
      @Reference EventLoops eventLoops,
      @Reference CacheStore cache,
      @Reference EventCounters counters,
      @Reference CaseGate gate,
      BundleContext bundles) {
    this(
        folders,
        registry,
        new ScriptRuntime(eventLoops, cache, counters),
        gate,
        FIRST_REVISION,
        () ->
            bundles.registerService(
                BootPhase.class,
                new BootPhase() {},
                FrameworkUtil.asDictionary(Map.of(BootPhase.PHASE, BootPhase.SCRIPTS))));
  }

  /**
   * For tests.
   *
   * @param cases refuses versions whose cases fail
   * @param heldBack how long loading waits for {@link #start} at most
   * @param booted runs on the control thread when what lay in the folder is taken
   */
  ScriptFolder(
      DropFolders folders,
      ExtensionRegistry registry,
      ScriptRuntime runtime,
      CaseCheck cases,
      Duration heldBack,
      Runnable booted) {
    this.folders = folders;
    this.registry = registry;
    this.runtime = runtime;
    this.cases = cases;
    this.contents = new ScriptContents(folders);
    runtime.holdBack(heldBack);
    this.folder = folders.base().resolve(FOLDER);
    List<Extension> inline =
        List.of(
            new Extension.OfPolicy(new InlineScriptFactory(runtime, folder)),
            new Extension.OfConditions(new ScriptConditions(runtime, folder)));
    folders.execute(() -> offerInline(inline));
    watches =
        List.of(
            folders.watch(LIBRARY, Set.of(".js", ".mjs"), this::libraryChanged),
            folders.watch(FOLDER, Set.of(".js", ".mjs"), this::changed),
            folders.watch(FOLDER, Set.of(CaseFile.SUFFIX), this::casesChanged));
    // what lay in the folder was handed over already; where there is nothing to load, nobody waits
    if (scriptsSeen) {
      runtime.execute(() -> folders.execute(booted));
    } else {
      folders.execute(booted);
    }
  }

  @Deactivate
  void stop() {
    watches.forEach(Runnable::run);
    folders.execute(this::withdrawAll);
    runtime.close();
  }

  /** Lets loading begin: the first revision serves. */
  void start() {
    runtime.start();
  }

  /** Starts the engine, unless it was started for a script already. Does not wait for it. */
  void warmUp() {
    runtime.execute(runtime::loader);
  }

  /** Whether the engine was started. */
  boolean hasEngine() {
    return runtime.hasEngine();
  }

  /** Runs the task on the script thread, after what is waiting there now. */
  void whenIdle(Runnable task) {
    runtime.execute(task);
  }

  @Override
  public List<StatusEntry> status() {
    return files.values().stream()
        .map(f -> f.status(registry.users(ScriptFile.owner(f.display())).size()))
        .toList();
  }

  private void changed(Set<Path> present, Set<Path> gone) {
    contents.changed(present, gone);
    new TreeSet<>(gone).stream().filter(this::isPolicy).forEach(this::removed);
    Set<Path> policies = new TreeSet<>(present);
    policies.removeIf(f -> !isPolicy(f));
    scriptsSeen |= !policies.isEmpty();
    take(policies);
    Set<Path> changed = new TreeSet<>(policies);
    changed.addAll(gone);
    afterOutcomes(() -> reloadUsers(changed, policies));
  }

  /** On the control thread. */
  private void take(Set<Path> policies) {
    UnaryOperator<Path> modules = contents.modules();
    for (Path policy : policies) {
      Path content = contents.taken(policy);
      runtime.execute(() -> load(policy, content, modules));
    }
  }

  /** A version that was refused for its cases may serve with others. On the control thread. */
  private void casesChanged(Set<Path> present, Set<Path> gone) {
    Set<Path> changed = new TreeSet<>(present);
    changed.addAll(gone);
    take(
        files.values().stream()
            .filter(f -> !f.findings().isEmpty())
            .map(ScriptFile::file)
            .filter(f -> changed.contains(CaseFolder.casesOf(f)))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private void libraryChanged(Set<Path> present, Set<Path> gone) {
    contents.changed(present, gone);
    Set<Path> changed = new TreeSet<>(present);
    changed.addAll(gone);
    afterOutcomes(() -> reloadUsers(changed, Set.of()));
  }

  /** Runs the task on the script thread when what is being loaded now is offered or refused. */
  private void afterOutcomes(Runnable task) {
    runtime.execute(() -> folders.execute(() -> runtime.execute(task)));
  }

  private boolean isPolicy(Path file) {
    return folder.equals(folders.base().resolve(file).normalize().getParent());
  }

  private void offerInline(List<Extension> inline) {
    if (registry.offer(INLINE_OWNER, inline) instanceof Outcome.Rejected(var findings)) {
      LOG.atError().addKeyValue("findings", findings).log("Snippets and conditions are refused");
    }
  }

  /**
   * On the script thread.
   *
   * @param content where it is read
   * @param modules where what it imports is read
   */
  private void load(Path file, Path content, UnaryOperator<Path> modules) {
    ScriptFile before = files.get(file);
    String display = folders.display(file);
    ScriptFile known =
        before == null ? new ScriptFile(file, display, null, 0, List.of(), Set.of()) : before;
    ModuleFiles imports = new ModuleFiles(folder, modules);
    try {
      ScriptVersion version = version(file, content, imports);
      folders.execute(() -> offer(known, version, content, modules));
    } catch (ScriptRefusedException e) {
      Set<Path> imported = imports.dependencies();
      folders.execute(
          () -> {
            refuse(known, e.findings(), imported);
            bringBack(known, e.findings(), imported);
          });
    }
  }

  private ScriptVersion version(Path file, Path content, ModuleFiles imports) {
    String display = folders.display(file);
    String type = ScriptReader.type(file, display);
    cases.check(file, display, content);
    ScriptModule module = ScriptModule.of(type, ScriptReader.read(content, display), imports);
    return ScriptVersion.load(module, runtime);
  }

  /**
   * Where nothing of a file serves: has it serve as it did when the gateway ended, imports
   * included, as if it had been changed while the gateway ran. On the control thread.
   */
  private void bringBack(ScriptFile known, List<Finding> findings, Set<Path> imported) {
    Optional<Path> kept = contents.before(known.file());
    boolean serves = files.getOrDefault(known.file(), known).serving() != null;
    if (!serves
        && kept.isPresent()
        && (contents.isEdited(known.file()) || imported.stream().anyMatch(contents::isEdited))) {
      Path content = kept.get();
      runtime.execute(() -> loadBefore(known, content, findings));
    }
  }

  /** On the script thread. */
  private void loadBefore(ScriptFile known, Path content, List<Finding> findings) {
    ModuleFiles imports = new ModuleFiles(folder, contents::beforeOrNow);
    try {
      ScriptVersion version = version(known.file(), content, imports);
      folders.execute(
          () -> {
            offer(known, version, content, contents::beforeOrNow);
            refuse(known, findings, version.module().files().dependencies());
          });
    } catch (ScriptRefusedException e) {
      LOG.atWarn()
          .addKeyValue("policy", known.display())
          .addKeyValue("findings", e.findings())
          .log("What served before cannot serve any more");
    }
  }

  /** On the control thread. */
  private void offer(
      ScriptFile known, ScriptVersion version, Path content, UnaryOperator<Path> moduleContent) {
    ScriptFile current = files.getOrDefault(known.file(), known);
    Extension extension = new Extension.OfPolicy(new ScriptPolicyFactory(version));
    switch (registry.offer(ScriptFile.owner(known.display()), List.of(extension))) {
      case Outcome.Rejected(var findings) -> {
        version.close();
        refuse(current, findings, version.module().files().dependencies());
      }
      case Outcome.Switched(var drained) -> {
        @Nullable ScriptVersion old = current.serving();
        if (old != null) {
          drained.whenComplete((done, failure) -> old.close());
        }
        ScriptFile served = current.served(version);
        files.put(known.file(), served);
        folders.report(known.file(), List.of());
        contents.serves(known.file(), content, version, moduleContent);
        LOG.atInfo()
            .addKeyValue("policy", version.module().type())
            .addKeyValue("version", served.number())
            .log("Policy script serves");
      }
    }
  }

  /** On the control thread. */
  private void refuse(ScriptFile known, List<Finding> findings, Set<Path> imported) {
    ScriptFile current = files.getOrDefault(known.file(), known);
    files.put(known.file(), current.refused(findings, imported));
    folders.report(known.file(), findings);
  }

  /** On the control thread; after what is being loaded of the file, which then goes too. */
  private void removed(Path file) {
    runtime.execute(() -> folders.execute(() -> withdraw(file)));
  }

  private void withdraw(Path file) {
    ScriptFile known = files.remove(file);
    if (known == null) {
      return;
    }
    folders.report(file, List.of());
    @Nullable ScriptVersion serving = known.serving();
    if (serving != null) {
      registry
          .withdraw(ScriptFile.owner(known.display()))
          .whenComplete((done, failure) -> serving.close());
    }
  }

  private void withdrawAll() {
    files.keySet().forEach(this::withdraw);
    registry.withdraw(INLINE_OWNER);
  }

  /** Loads anew what imports one of these, even by way of others; on the script thread. */
  private void reloadUsers(Set<Path> changed, Set<Path> loadedAnyway) {
    Set<Path> real = new TreeSet<>();
    changed.forEach(f -> real.add(folders.base().resolve(f).normalize()));
    Set<Path> users =
        files.values().stream()
            .filter(f -> f.imports().stream().anyMatch(real::contains))
            .map(ScriptFile::file)
            .filter(f -> !loadedAnyway.contains(f))
            .collect(Collectors.toCollection(TreeSet::new));
    folders.execute(() -> take(users));
  }
}
