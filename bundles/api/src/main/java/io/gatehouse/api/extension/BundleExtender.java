package io.gatehouse.api.extension;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Does something on behalf of dropped bundles that know nothing of it, and takes part in their
 * side-by-side deployment: a service. What it holds of a bundle it lets go of when that bundle
 * stops.
 */
@ConsumerType
public interface BundleExtender {

  /**
   * Prepares what the bundle brings, beside what serves, and without any effect outside. Called
   * when the bundle has been started, on its own thread and within its time limit.
   *
   * @return what makes the bundle unfit to serve; empty where nothing does
   */
  List<String> prepare(long bundleId);

  /**
   * What was prepared serves, in place of what the bundle of the same symbolic name brought before.
   * On the control thread, which must not wait.
   *
   * @return completes when nothing uses what was replaced any more: then that bundle is stopped.
   *     Fails where what was prepared turned out not to run, and what it replaced serves again:
   *     then that bundle goes on in place of this one
   */
  CompletionStage<Void> serve(long bundleId);

  /**
   * What it runs now for the bundle of this symbolic name. On any thread; quick.
   *
   * @param symbolicName of a bundle that serves
   */
  default List<Part> parts(String symbolicName) {
    return List.of();
  }

  /**
   * Something that is run on behalf of a bundle.
   *
   * @param name in words: {@code mount /orders}
   * @param users the routes of APIs that use it, {@code api/route}
   */
  record Part(String name, List<String> users) {
    public Part {
      users = List.copyOf(users);
    }
  }
}
