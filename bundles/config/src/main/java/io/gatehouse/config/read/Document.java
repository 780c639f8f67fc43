package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import java.util.List;
import java.util.Optional;

/**
 * A file as read.
 *
 * @param file as an operator would say it
 * @param root as much of it as could be made out; empty where there is nothing
 * @param findings what kept the rest from being read, in order of place
 * @param damage the parts those findings are about
 * @param fingerprint of the content and of everything it refers to
 * @param refers whether the content refers to anything outside it
 */
public record Document(
    String file,
    Optional<ConfigNode> root,
    List<Finding> findings,
    Damage damage,
    String fingerprint,
    boolean refers) {

  public Document {
    findings = List.copyOf(findings);
  }
}
