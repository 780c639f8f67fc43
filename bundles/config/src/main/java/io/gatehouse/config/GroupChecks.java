package io.gatehouse.config;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.DefinitionFile.Content;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.config.read.Mistake;
import io.gatehouse.config.read.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the groups that {@code api-key} asks for have a consumer. Told and not refused: an API
 * may well come before its consumers, and until they come it lets nobody in.
 */
final class GroupChecks {

  private static final String POLICY = "api-key";
  private static final String KEY = "groups";

  private final Set<String> groups;

  GroupChecks(Set<String> groups) {
    this.groups = groups;
  }

  List<Finding> check(List<DefinitionFile> files, List<PolicyDefinition> globals) {
    List<Finding> findings = new ArrayList<>();
    globals.forEach(policy -> check(policy, findings));
    for (DefinitionFile file : files) {
      Optional<ApiDefinition> api =
          file.content() instanceof Content.Parsed(ApiDefinition whole)
              ? Optional.of(whole)
              : file.draft();
      api.stream()
          .flatMap(
              a ->
                  Stream.concat(
                      a.policies().stream(),
                      a.routes().stream().flatMap(route -> route.policies().stream())))
          .forEach(policy -> check(policy, findings));
    }
    return findings;
  }

  private void check(PolicyDefinition policy, List<Finding> findings) {
    if (!policy.type().equals(POLICY)
        || !(policy.config() instanceof ConfigNode.Mapping config)
        || !(config.get(KEY).orElse(null) instanceof ConfigNode.Sequence wanted)) {
      return;
    }
    for (ConfigNode item : wanted.items()) {
      if (item instanceof ConfigNode.Scalar group
          && group.kind() != ConfigNode.Kind.NULL
          && !groups.contains(group.text())) {
        findings.add(
            Mistake.at(
                group.place(),
                "no consumer is in the group " + Shown.quoted(group.written()),
                (groups.isEmpty() ? "G" : NearestName.remedy(group.text(), groups) + ", or g")
                    + "ive a consumer this group in etc/consumers.yaml"));
      }
    }
  }
}
