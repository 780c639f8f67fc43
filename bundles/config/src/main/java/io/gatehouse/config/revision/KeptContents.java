package io.gatehouse.config.revision;

import io.gatehouse.api.revision.RevisionSummary.FileChange;
import io.gatehouse.api.watch.ServedContents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what definitions, scripts, bundles, settings and consumers serve with in {@code
 * data/revisions}: a numbered revision of the whole set after every change. Confined to the control
 * thread, but for {@link #before}.
 *
 * <p>Secrets and keys are not copied: they are read where they are.
 */
public final class KeptContents implements ServedContents {

  private static final Logger log = LoggerFactory.getLogger(KeptContents.class);

  private final Path base;
  private final ContentStore store;
  private final RevisionLog revisions;
  private final PinnedRevision pinned;
  private final InstantSource clock;
  private final Map<Path, Path> taken = new HashMap<>();
  private final Set<Path> gone = new HashSet<>();
  private final Map<String, String> before;
  private final SortedMap<String, String> serving;
  private boolean begun;
  private boolean unpublished;
  private boolean unwritten;

  /** What is kept in {@code data/revisions} of this installation. */
  public KeptContents(Path base, InstantSource clock) {
    this.base = base;
    this.clock = clock;
    this.store = ContentStore.of(base);
    this.revisions = new RevisionLog(new RevisionFiles(folder(base)));
    this.serving =
        revisions.last().map(last -> new TreeMap<>(last.contents())).orElseGet(TreeMap::new);
    this.before = new ConcurrentHashMap<>(serving);
    this.pinned = PinnedRevision.resumed(base, store);
    taken.putAll(pinned.contents());
  }

  static Path folder(Path base) {
    return base.resolve("data").resolve("revisions");
  }

  @Override
  public Path taken(Path file) {
    return RevisionPart.is(name(file)) && RevisionPart.isSmallEnough(file)
        ? taken.computeIfAbsent(file, each -> store.keep(each).orElse(each))
        : taken.getOrDefault(file, file);
  }

  @Override
  public void serves(Path file, Path content) {
    // of a file that went while it was being brought up nothing is to be known any more
    if (store.holds(content) && !gone.contains(file)) {
      String digest = digest(content);
      unpublished |= !digest.equals(serving.put(name(file), digest));
    }
  }

  @Override
  public Optional<Path> before(Path file) {
    return Optional.ofNullable(before.get(name(file))).flatMap(store::find);
  }

  /** The file has changed: what was taken of it is old. */
  public void changed(Path file) {
    gone.remove(file);
    Path instead = pinned.contents().get(file);
    if (instead == null) {
      taken.remove(file);
    } else {
      taken.put(file, instead);
    }
  }

  /**
   * The file was taken away, and nothing of it serves: what comes under its name later is another,
   * which must not bring back what was taken out of service on purpose.
   */
  public void gone(Path file) {
    if (RevisionPart.is(name(file))) {
      gone.add(file);
    }
    taken.remove(file);
    before.remove(name(file));
    unpublished |= serving.remove(name(file)) != null;
  }

  /** Forgets files of a folder that went while the gateway was not running. */
  public void keepOnly(Path folder, Predicate<String> counts, Set<Path> present) {
    unpublished |=
        serving
            .keySet()
            .removeIf(
                name -> {
                  Path file = base.resolve(name);
                  return folder.equals(file.getParent())
                      && counts.test(String.valueOf(file.getFileName()))
                      && !present.contains(file);
                });
  }

  /** The gateway has started: what serves from now on is meant to. */
  public void begin() {
    begun = true;
  }

  /**
   * Writes a revision if others serve than in the last one; tried again where it fails. While the
   * gateway starts, what serves is not all of it yet.
   */
  public void publish() {
    if (!unpublished || !begun) {
      return;
    }
    try {
      store.force();
      Revision next = new Revision(revisions.next(), clock.instant(), pinned.number(), serving);
      List<FileChange> changes =
          ContentChanges.between(
              revisions.last().map(Revision::contents).orElseGet(Collections::emptySortedMap),
              next.contents());
      revisions.add(next, pinned.number());
      log.atInfo()
          .addKeyValue("revision", next.number())
          .addKeyValue("changed", ContentChanges.said(changes))
          .log("A new revision serves");
      unpublished = false;
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) {
        unwritten = true;
        log.atError()
            .addKeyValue("reason", e.toString())
            .addKeyValue("remedy", "make data/ writable, with room on its disk")
            .log("What serves cannot be kept for the next start");
      }
    }
  }

  /** Removes contents that nothing refers to any more; not at the start, which has better to do. */
  public void tidy() {
    Set<String> referred;
    try {
      referred = revisions.referred();
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.toString()).log("A kept revision cannot be read now");
      return;
    }
    referred.addAll(serving.values());
    referred.addAll(before.values());
    taken.values().forEach(content -> referred.add(digest(content)));
    pinned.contents().values().forEach(content -> referred.add(digest(content)));
    store.retain(referred);
  }

  /** Whether a file that lies in a folder holds this now. */
  public boolean lies(Path file, Path content) {
    return ContentStore.digest(file).filter(digest(content)::equals).isPresent();
  }

  /** The revision that was rolled back to, while that holds. */
  public PinnedRevision pinned() {
    return pinned;
  }

  /** The files that do not serve as they did in the pinned revision. */
  public List<String> outstanding() {
    SortedMap<String, String> wanted = new TreeMap<>();
    pinned.contents().forEach((file, content) -> wanted.put(name(file), digest(content)));
    return pinned.number().isEmpty()
        ? List.of()
        : ContentChanges.between(wanted, serving).stream().map(FileChange::file).toList();
  }

  /** The number of the newest revision, 0 before the first. */
  public long newest() {
    return revisions.last().map(Revision::number).orElse(0L);
  }

  private String name(Path file) {
    return RevisionPart.name(base, file);
  }

  private static String digest(Path content) {
    return String.valueOf(content.getFileName());
  }
}
