package io.gatehouse.admin;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.DeployedBundles.Removal;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A bundle that somebody wants out, from {@code name=acme.tier&force=true}. */
record BundleRemoval(String name, boolean force) {

  private static final long SECONDS = 20;

  /** It cannot go as things are. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Reads it.
   *
   * @throws NotUnderstoodException if no bundle is named, or it is not clear whether to insist
   */
  static BundleRemoval of(Query query) {
    String name =
        query
            .one("name")
            .orElseThrow(() -> new NotUnderstoodException("Name one bundle: ?name=acme.tier"));
    String force = query.all("force").isEmpty() ? "false" : query.one("force").orElse("");
    if (!force.equals("true") && !force.equals("false")) {
      throw new NotUnderstoodException("force: write true or false.");
    }
    return new BundleRemoval(name, force.equals("true"));
  }

  /**
   * Removes it.
   *
   * @return its files
   * @throws NotUnderstoodException if there is no such bundle
   * @throws RefusedException if it is in use, or cannot be removed
   */
  List<String> from(DeployedBundles bundles) {
    return switch (removal(bundles)) {
      case Removal.Done(var files) -> files;
      case Removal.Unknown(var names) -> throw new NotUnderstoodException(unknown(names, bundles));
      case Removal.InUse(var users) -> throw new RefusedException(inUse(users));
      case Removal.Failed(var reason) -> throw new RefusedException(reason);
    };
  }

  private Removal removal(DeployedBundles bundles) {
    try {
      return bundles
          .remove(name, force)
          .toCompletableFuture()
          .orTimeout(SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      return new Removal.Failed("The gateway is busy with other changes. Try again.");
    }
  }

  private String unknown(List<String> names, DeployedBundles bundles) {
    String shown = Query.shown(name);
    if (bundles.bundles().stream().anyMatch(bundle -> bundle.name().equals(name))) {
      return "'" + shown + "' is built in: it goes with the gateway only.";
    }
    return "No bundle '"
        + shown
        + "' was dropped. "
        + NearestName.of(name, names)
            .map(near -> "Did you mean '" + near + "'?")
            .orElse(names.isEmpty() ? "None was." : "There are: " + String.join(", ", names));
  }

  private String inUse(List<String> users) {
    return users.isEmpty()
        ? "The definitions have not been read yet, so it is not known what uses it. Try again, or"
            + " insist with --force."
        : name
            + " is used by "
            + String.join(", ", users)
            + ". Take it out of these APIs first, or insist with --force: they answer 503 then.";
  }

  String told(List<String> files) {
    return name
        + " is taken out of service"
        + (files.isEmpty() ? "" : "; deleted: " + String.join(", ", files))
        + '\n';
  }
}
