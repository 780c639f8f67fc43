package io.gatehouse.policy.script;

import io.gatehouse.api.status.BootPhase;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets scripts be loaded when the first revision serves: APIs that need none are there as early as
 * they can be, and the engine, which keeps every processor busy, comes behind them.
 */
@Component(service = {})
public final class LoadingStart {

  @Activate
  public LoadingStart(
      @Reference ScriptFolder scripts,
      @Reference(target = "(phase=" + BootPhase.DEFINITIONS + ")") BootPhase definitions) {
    scripts.start();
  }
}
