package io.gatehouse.core.control;

import io.gatehouse.api.definition.PolicyDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which policies of the scopes around a route apply to it: a narrower one replaces a wider one of
 * its type unless it says {@code also}.
 */
final class ChainPlan {

  private ChainPlan() {}

  /**
   * A policy and the name of this use of it: {@code orders/get-order/rate-limit}, the second of a
   * type in one list {@code rate-limit#2}.
   */
  record Planned(String scope, PolicyDefinition policy) {}

  /** The chain of a route: global policies outermost, the route's own innermost. */
  static List<Planned> of(
      String api,
      List<PolicyDefinition> globals,
      List<PolicyDefinition> ofApi,
      String route,
      List<PolicyDefinition> ofRoute) {
    List<Planned> plan = new ArrayList<>();
    widen(plan, "global", globals);
    widen(plan, api, ofApi);
    widen(plan, api + '/' + route, ofRoute);
    return plan;
  }

  private static void widen(List<Planned> plan, String scope, List<PolicyDefinition> policies) {
    List<Planned> wider = List.copyOf(plan);
    for (PolicyDefinition policy : policies) {
      if (!policy.also()) {
        plan.removeIf(p -> wider.contains(p) && p.policy().type().equals(policy.type()));
      }
    }
    Map<String, Integer> uses = new HashMap<>();
    for (PolicyDefinition policy : policies) {
      int use = uses.merge(policy.type(), 1, Integer::sum);
      plan.add(new Planned(scope + '/' + policy.type() + (use == 1 ? "" : "#" + use), policy));
    }
  }
}
