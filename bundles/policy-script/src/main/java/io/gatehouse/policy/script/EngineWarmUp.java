package io.gatehouse.policy.script;

import io.gatehouse.api.status.GatewayReady;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Starts the script engine when the gateway is ready: not before, because a gateway without scripts
 * need not wait for it, and not with the first script, so that it is quick.
 */
@Component(service = {})
public final class EngineWarmUp {

  @Activate
  public EngineWarmUp(@Reference ScriptFolder scripts, @Reference GatewayReady ready) {
    scripts.warmUp();
  }
}
