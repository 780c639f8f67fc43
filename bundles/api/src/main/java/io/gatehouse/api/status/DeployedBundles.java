package io.gatehouse.api.status;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.extension.BundleExtender;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The bundles that offer something or were dropped. A service of the deployer; thread-safe. */
@ProviderType
public interface DeployedBundles {

  /** As they are now: a line for each bundle, and for each file that is none. Quick. */
  List<Deployed> bundles();

  /**
   * Takes a dropped bundle out of service for good: its files are deleted, whichever versions they
   * hold.
   *
   * @param name its symbolic name
   * @param force even where routes use it: they answer 503 until something else offers what they
   *     need
   */
  CompletionStage<Removal> remove(String name, boolean force);

  /**
   * A bundle, or a file that should be one.
   *
   * @param name unique: the symbolic name of what serves, else the file
   * @param version empty where none is known
   * @param source the file, relative to the installation; empty for what is built in
   * @param since when it began to serve; empty where it does not, or since the start
   * @param types that it offers: {@code policy tier}, {@code destination echo}
   * @param parts what others run on its behalf
   * @param users the routes that use it, {@code api/route}, through types and parts
   * @param detail in words
   */
  record Deployed(
      String name,
      String version,
      State state,
      String source,
      Optional<Instant> since,
      List<String> types,
      List<BundleExtender.Part> parts,
      List<String> users,
      String detail,
      List<Finding> findings) {

    public Deployed {
      types = List.copyOf(types);
      parts = List.copyOf(parts);
      users = List.copyOf(users);
      findings = List.copyOf(findings);
    }
  }

  /** What came of asking for a removal. */
  sealed interface Removal {

    /** It is on its way out: requests under way end on it. These files were deleted. */
    record Done(List<String> files) implements Removal {
      public Done {
        files = List.copyOf(files);
      }
    }

    /** Nothing has changed: these routes use it, or it is not known yet which do. */
    record InUse(List<String> users) implements Removal {
      public InUse {
        users = List.copyOf(users);
      }
    }

    /** No dropped bundle has this name; these do. */
    record Unknown(List<String> names) implements Removal {
      public Unknown {
        names = List.copyOf(names);
      }
    }

    /** A file could not be deleted, and it serves on. */
    record Failed(String reason) implements Removal {}
  }
}
