package io.gatehouse.config.watch;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.revision.RevisionException;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.api.watch.DropHandler;
import io.gatehouse.api.watch.ServedContents;
import io.gatehouse.config.read.Mistake;
import io.gatehouse.config.revision.KeptContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches by folder events, and looks every two seconds for what no event told of. In check mode
 * everything is looked at once and nothing is written.
 */
@Component(service = {DropFolders.class, WatchedFolders.class})
public final class WatchedFolders implements DropFolders {

  private static final Logger log = LoggerFactory.getLogger(WatchedFolders.class);
  private static final Duration REGULAR_LOOK = Duration.ofSeconds(2);
  private static final Duration TIDYING = Duration.ofMinutes(10);
  private static final Duration LONGEST_FIRST_LOOK = Duration.ofSeconds(1);

  private final Path base;
  private final boolean checking;
  private final Reports reports;
  private final ControlThread control;
  private final @Nullable KeptContents kept;
  private final @Nullable ShownFolders shown;
  private final @Nullable FolderEvents events;
  private final List<WatchedFolder> folders = new CopyOnWriteArrayList<>();
  private final Set<Path> failed = new HashSet<>();
  private final List<Runnable> afterTasks = new CopyOnWriteArrayList<>();
  private final Set<Path> cleared = new HashSet<>();
  private final AtomicBoolean lookQueued = new AtomicBoolean();
  private boolean lookScheduled;

  @Activate
  public WatchedFolders(BundleContext bundles) {
    this(
        Path.of(Optional.ofNullable(bundles.getProperty("gatehouse.base")).orElse(".")),
        "check".equals(bundles.getProperty("gatehouse.mode")));
  }

  WatchedFolders(Path base, boolean checking) {
    this.base = base.toAbsolutePath().normalize();
    this.checking = checking;
    this.reports = new Reports(this::display, this::home, checking);
    this.kept = checking ? null : new KeptContents(this.base, Clock.systemUTC());
    this.shown = kept == null ? null : new ShownFolders(this.base, kept, folders);
    this.control = new ControlThread(this::publish);
    this.events = checking ? null : new FolderEvents(this::queueLook);
    if (shown != null) {
      shown.resume();
      control.repeat(this::look, REGULAR_LOOK);
    }
    if (kept != null) {
      control.repeat(kept::tidy, TIDYING);
    }
  }

  @Deactivate
  public void close() {
    folders.forEach(WatchedFolder::end);
    if (events != null) {
      events.close();
    }
    control.close();
  }

  private void publish() {
    reports.publish();
    if (kept != null) {
      kept.publish();
    }
    afterTasks.forEach(Runnable::run);
  }

  /** Runs something on the control thread after each of its tasks. */
  void afterEachTask(Runnable action) {
    afterTasks.add(action);
  }

  /** What is kept of what serves; empty in check mode. */
  Optional<KeptContents> kept() {
    return Optional.ofNullable(kept);
  }

  /**
   * Has handlers take the files of a revision, whatever lies in the folders, until one of these is
   * edited. On the control thread.
   */
  void pin(long revision) throws RevisionException {
    if (shown == null) {
      throw new RevisionException("In check mode nothing serves.");
    }
    shown.pin(revision);
    look();
  }

  /** Has handlers take what lies in the folders again. On the control thread. */
  boolean release() {
    boolean was = shown != null && shown.release();
    look();
    return was;
  }

  private Optional<Map<Path, FileState>> list(Path folder) {
    return shown == null ? WatchedFolder.list(folder) : shown.list(folder);
  }

  @Override
  public Path base() {
    return base;
  }

  @Override
  public Runnable watch(Path folder, Set<String> suffixes, DropHandler handler) {
    WatchedFolder watched = new WatchedFolder(base.resolve(folder).normalize(), suffixes, handler);
    control.executeAndWait(() -> begin(watched));
    return () -> {
      watched.end();
      folders.remove(watched);
    };
  }

  private void begin(WatchedFolder folder) {
    if (!checking) {
      create(folder.folder());
      listen(folder);
      folder.staleReports().forEach(reports::removeStale);
    }
    long deadline = System.nanoTime() + LONGEST_FIRST_LOOK.toNanos();
    Set<Path> present = new java.util.TreeSet<>();
    do {
      present.addAll(
          folder.scan(list(folder.folder()), System.nanoTime(), Instant.now()).present());
      if (folder.unsettled()) {
        LockSupport.parkNanos(WatchedFolder.QUIET.toNanos() / 4);
      }
    } while (folder.unsettled() && System.nanoTime() - deadline < 0);
    present.addAll(folder.takeAll().present());
    folders.add(folder);
    if (kept != null) {
      kept.keepOnly(folder.folder(), folder::counts, present);
    }
    tell(folder, new WatchedFolder.Batch(present, Set.of()));
  }

  private void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("folder", display(folder))
          .addKeyValue("reason", e.toString())
          .log("A folder to watch cannot be created");
    }
  }

  private void listen(WatchedFolder folder) {
    if (events != null) {
      events.listenTo(folder.folder());
      Path parent = folder.folder().getParent();
      if (parent != null) {
        events.listenTo(parent);
      }
    }
  }

  private void queueLook() {
    if (lookQueued.compareAndSet(false, true)) {
      control.execute(this::look);
    }
  }

  private void look() {
    lookQueued.set(false);
    if (shown != null) {
      shown.releaseIfEdited();
    }
    boolean unsettled = false;
    Map<Path, Optional<Map<Path, FileState>>> listed = new HashMap<>();
    Map<WatchedFolder, WatchedFolder.Batch> changed = new LinkedHashMap<>();
    for (WatchedFolder folder : usersFirst()) {
      listen(folder);
      WatchedFolder.Batch batch =
          folder.scan(
              listed.computeIfAbsent(folder.folder(), this::list),
              System.nanoTime(),
              Instant.now());
      if (!batch.isEmpty()) {
        changed.put(folder, batch);
      }
      unsettled |= folder.unsettled();
    }
    changed.forEach(this::tell);
    if (!unsettled) {
      cleared.clear();
    }
    if (unsettled && !lookScheduled) {
      lookScheduled = true;
      control.schedule(
          () -> {
            lookScheduled = false;
            look();
          },
          WatchedFolder.QUIET);
    }
  }

  /**
   * Who uses policies and bundles is told before them: what stops using one that goes has stopped
   * then, and what begins to use one that comes waits for it anyway.
   */
  private List<WatchedFolder> usersFirst() {
    List<WatchedFolder> ordered = new ArrayList<>(folders);
    ordered.sort(Comparator.comparing(folder -> !isOfUsers(folder.folder())));
    return ordered;
  }

  private boolean isOfUsers(Path folder) {
    return folder.startsWith(base.resolve("etc")) || folder.startsWith(base.resolve("apis"));
  }

  private void tell(WatchedFolder folder, WatchedFolder.Batch batch) {
    if (folder.ended()) {
      return;
    }
    cleared.removeAll(batch.present());
    // once: another handler may have said something of the file since
    batch.gone().stream().filter(cleared::add).forEach(file -> reports.put(file, List.of()));
    if (kept != null) {
      batch.gone().forEach(kept::gone);
      batch.present().forEach(kept::changed);
    }
    batch.present().stream().filter(failed::remove).forEach(file -> reports.put(file, List.of()));
    try {
      folder.handler().changed(batch.present(), batch.gone());
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError defect) {
      log.atError()
          .setCause(defect)
          .addKeyValue("folder", display(folder.folder()))
          .log("Changed files could not be taken");
      for (Path file : batch.present()) {
        failed.add(file);
        reports.put(
            file,
            List.of(
                Mistake.at(
                    Place.of(display(file)),
                    "the file could not be taken: " + defect.getClass().getSimpleName(),
                    "The log has the details")));
      }
    }
  }

  @Override
  public void report(Path file, List<Finding> findings) {
    reports.put(file, findings);
    if (!control.isCurrent()) {
      reports.publish();
    }
  }

  /**
   * What is said of a whole folder is told beside the files that it stands in; so is a mistake in a
   * global policy, which is one in every API. Any other is told beside the file that it is said of.
   */
  private Path home(Path reported, Finding finding) {
    Path stands = base.resolve(finding.place().file()).normalize();
    boolean ofFolder = base.equals(reported.getParent());
    boolean ofSettings =
        reported.startsWith(base.resolve("apis")) && stands.startsWith(base.resolve("etc"));
    return (ofFolder && !stands.equals(base)) || ofSettings ? stands : reported;
  }

  @Override
  public List<Finding> findings() {
    return reports.all();
  }

  @Override
  public void execute(Runnable task) {
    control.execute(task);
  }

  @Override
  public ServedContents contents() {
    return kept == null ? WhereTheyAre.HERE : kept;
  }

  @Override
  public String display(Path file) {
    Path absolute = base.resolve(file).normalize();
    Path shown = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }
}
