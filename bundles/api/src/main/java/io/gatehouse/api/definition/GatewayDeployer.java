package io.gatehouse.api.definition;

/** Brings definitions into service: core's side of the control plane. */
public interface GatewayDeployer {

  /**
   * Compiles what changed and switches to it in one step. A file that cannot serve is reported to
   * {@link io.gatehouse.api.watch.DropFolders} and its previous version serves on; the others are
   * not affected. Called on the control thread; returns when they serve.
   */
  void apply(DefinitionSet definitions);
}
