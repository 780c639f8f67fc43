package io.gatehouse.api.extension;

import io.gatehouse.api.definition.Finding;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The types that definitions can use, and how they change while requests flow: a service of core.
 * Called on the control thread ({@link io.gatehouse.api.watch.DropFolders#execute}).
 */
public interface ExtensionRegistry {

  /**
   * Offers these extensions in place of whatever the owner offered before. Everything that uses
   * them is compiled anew and switched in one step; where something that serves now could not serve
   * with them, nothing changes at all.
   *
   * @param owner whose they are: a bundle's symbolic name, a script's file name
   */
  Outcome offer(String owner, List<Extension> extensions);

  /** Takes the owner's extensions away. Routes that use them wait for their return. */
  CompletionStage<Void> withdraw(String owner);

  /** The routes that use an extension of this owner, as {@code api/route}. On any thread. */
  List<String> users(String owner);

  /** What came of an offer. */
  sealed interface Outcome {

    /**
     * The new ones serve.
     *
     * @param drained completes when no exchange uses the replaced ones any more and they are closed
     */
    record Switched(CompletionStage<Void> drained) implements Outcome {}

    /** Nothing changed. */
    record Rejected(List<Finding> findings) implements Outcome {}
  }
}
