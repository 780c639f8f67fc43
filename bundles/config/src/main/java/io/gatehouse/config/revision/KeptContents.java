package io.gatehouse.config.revision;

import io.gatehouse.api.watch.ServedContents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

  /** What is a part of a revision. */
  private static final Pattern OF_A_REVISION =
      Pattern.compile(
          "(?:apis|policies|policies/lib|deploy)/[^/]+|etc/(?:gatehouse|consumers)\\.(?:ya?ml|json)");

  private final Path base;
  private final ContentStore store;
  private final RevisionLog revisions;
  private final InstantSource clock;
  private final Map<Path, Path> taken = new HashMap<>();
  private final Map<String, String> before;
  private final SortedMap<String, String> serving;
  private boolean unpublished;
  private boolean unwritten;

  /** What is kept in {@code data/revisions} of this installation. */
  public KeptContents(Path base, InstantSource clock) {
    this.base = base;
    this.clock = clock;
    Path folder = base.resolve("data").resolve("revisions");
    this.store = new ContentStore(folder.resolve("contents"));
    this.revisions = new RevisionLog(folder);
    this.serving =
        revisions.last().map(last -> new TreeMap<>(last.contents())).orElseGet(TreeMap::new);
    this.before = new ConcurrentHashMap<>(serving);
  }

  @Override
  public Path taken(Path file) {
    return isPart(name(file))
        ? taken.computeIfAbsent(file, each -> store.keep(each).orElse(each))
        : file;
  }

  @Override
  public void serves(Path file, Path content) {
    if (store.holds(content)) {
      String digest = String.valueOf(content.getFileName());
      unpublished |= !digest.equals(serving.put(name(file), digest));
    }
  }

  @Override
  public Optional<Path> before(Path file) {
    return Optional.ofNullable(before.get(name(file))).flatMap(store::find);
  }

  /** The file has changed: what was taken of it is old. */
  public void changed(Path file) {
    taken.remove(file);
  }

  /**
   * The file was taken away, and nothing of it serves: what comes under its name later is another,
   * which must not bring back what was taken out of service on purpose.
   */
  public void gone(Path file) {
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

  /** Writes a revision if others serve than in the last one; tried again where it fails. */
  public void publish() {
    if (!unpublished) {
      return;
    }
    try {
      revisions.add(new Revision(revisions.next(), clock.instant(), serving));
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
    Set<String> referred = revisions.referred();
    referred.addAll(serving.values());
    referred.addAll(before.values());
    taken.values().forEach(content -> referred.add(String.valueOf(content.getFileName())));
    store.retain(referred);
  }

  private String name(Path file) {
    Path absolute = base.resolve(file).normalize();
    return absolute.startsWith(base) ? base.relativize(absolute).toString().replace('\\', '/') : "";
  }

  private static boolean isPart(String name) {
    return OF_A_REVISION.matcher(name).matches();
  }
}
