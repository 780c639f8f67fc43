package io.gatehouse.deployer;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.osgi.framework.Bundle;

/**
 * Instances on their way out: drained, stopped, uninstalled, and let go of when nobody is wired to
 * them any more. Confined to the control thread.
 */
final class Departures {

  private final Starter starter;
  private final Installations installations;
  private final LoaderWatch loaders;
  private final Executor controlThread;
  private final Function<Path, String> display;
  private final Set<Instance> leaving = new LinkedHashSet<>();

  /**
   * Nothing leaves yet.
   *
   * @param display says a path as an operator would
   */
  Departures(
      Starter starter,
      Installations installations,
      LoaderWatch loaders,
      Executor controlThread,
      Function<Path, String> display) {
    this.starter = starter;
    this.installations = installations;
    this.loaders = loaders;
    this.controlThread = controlThread;
    this.display = display;
  }

  /** It is about to leave, once its successor has proved itself. */
  void expect(Instance old) {
    leaving.add(old);
  }

  /** It does not leave after all. */
  void stays(Instance old) {
    leaving.remove(old);
  }

  /** Takes it down once nothing uses it any more. */
  void retire(Instance old, CompletionStage<Void> drained, Runnable gone) {
    leaving.add(old);
    drained.whenComplete((done, failure) -> controlThread.execute(() -> leave(old, gone)));
  }

  /** Takes it down. */
  void leave(Instance instance, Runnable gone) {
    leaving.add(instance);
    starter
        .stop(instance.bundle())
        .thenRun(() -> controlThread.execute(() -> left(instance, gone)));
  }

  /** The thread that starts it takes it down, should it ever come back. */
  void await(Instance late) {
    leaving.add(late);
  }

  /** It may have been uninstalled. */
  void left(Instance instance, Runnable gone) {
    if (instance.bundle().getState() != Bundle.UNINSTALLED) {
      return; // it does not stop: its copy is in use until the gateway ends
    }
    leaving.remove(instance);
    installations.gone(instance);
    gone.run();
  }

  /** Lets go of what has been uninstalled, and expects its classes to go. */
  void release() {
    for (Instance released : installations.sweep()) {
      Candidate candidate = released.candidate();
      loaders.expectGone(
          new LoaderWatch.Leak(
              candidate.symbolicName(),
              candidate.version().toString(),
              display.apply(candidate.file())),
          released.loader());
    }
  }

  /** Those that are leaving and not gone yet. */
  Set<Instance> leaving() {
    return Set.copyOf(leaving);
  }
}
