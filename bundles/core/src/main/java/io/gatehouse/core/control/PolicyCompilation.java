package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.BodyNeed;
import io.gatehouse.api.policy.Condition;
import io.gatehouse.api.policy.ConditionFactory;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.core.exchange.Chain;
import io.gatehouse.core.exchange.ConditionalPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the policies of one API, once for each place they stand in. */
final class PolicyCompilation {

  private final ApiCompiler compiler;
  private final ApiDefinition api;
  private final Offers offers;
  private final Map<UpstreamDefinition, Upstream> opened;
  private final Found found;
  private final Map<ChainPlan.Planned, Made> made = new HashMap<>();

  /** Where mistakes, waits and what must be closed again are gathered. */
  record Found(List<Finding> mistakes, List<Wait> waits, List<Runnable> resources) {}

  /** A policy made once for all routes of its scope. */
  record Made(Chain.Step step, BodyNeed request, BodyNeed response, Set<Extension> by) {}

  PolicyCompilation(
      ApiCompiler compiler,
      ApiDefinition api,
      Offers offers,
      Map<UpstreamDefinition, Upstream> opened,
      Found found) {
    this.compiler = compiler;
    this.api = api;
    this.offers = offers;
    this.opened = opened;
    this.found = found;
  }

  /** Makes a policy; null where it waits or is mistaken. */
  @Nullable Made made(ChainPlan.Planned planned) {
    if (made.containsKey(planned)) {
      return made.get(planned);
    }
    PolicyDefinition definition = planned.policy();
    Optional<Offers.Offered> offered = offers.policy(definition.type());
    Made policy = null;
    if (offered.isEmpty()) {
      found.waits().add(missing(definition));
    } else {
      policy = make(planned, Offers.policyFactory(offered.get()), offered.get().extension());
    }
    made.put(planned, policy);
    return policy;
  }

  private Wait missing(PolicyDefinition definition) {
    String type = definition.type();
    Optional<String> script = compiler.scripts().of(type);
    return new Wait(
        script
            .map(
                file ->
                    new Finding(
                        definition.place(),
                        "the policy '"
                            + type
                            + "' is not there: "
                            + file
                            + " is refused or not loaded yet",
                        "Mend " + file + " if a finding of its own says so."))
            .orElseGet(
                () ->
                    new Finding(
                        definition.place(),
                        "no bundle or script offers the policy '" + type + "'",
                        NearestName.remedy(type, offers.policyTypes())
                            + ", or add what offers it.")),
        script);
  }

  private <C> @Nullable Made make(
      ChainPlan.Planned planned, PolicyFactory<C> factory, Extension by) {
    PolicyDefinition definition = planned.policy();
    C config =
        switch (compiler.binder().bind(definition.config(), factory.descriptor().configType())) {
          case ConfigBinder.Binding.Bound<C>(C value) -> value;
          case ConfigBinder.Binding.Unbound<C>(List<Finding> findings) -> {
            found.mistakes().addAll(findings);
            yield null;
          }
        };
    Optional<Offers.Offered> conditions = offers.conditions();
    if (definition.when().isPresent() && conditions.isEmpty()) {
      found
          .waits()
          .add(
              new Wait(
                  new Finding(
                      definition.when().get().place(),
                      "nothing offers conditions, which 'when' needs",
                      "Add the bundle policy-script, or write the policy without 'when'."),
                  Optional.empty()));
      return null;
    }
    if (config == null) {
      return null;
    }
    PolicyEnvironment environment = compiler.environment(api, planned.scope(), opened);
    Policy policy = create(definition, factory, config, environment);
    if (policy == null || definition.when().isEmpty() || conditions.isEmpty()) {
      return policy == null ? null : made(definition, policy, factory, Set.of(by));
    }
    Condition condition =
        condition(
            definition,
            definition.when().get(),
            Offers.conditionFactory(conditions.get()),
            environment);
    return condition == null
        ? null
        : made(
            definition,
            new ConditionalPolicy(policy, condition),
            factory,
            Set.of(by, conditions.get().extension()));
  }

  private static Made made(
      PolicyDefinition definition, Policy policy, PolicyFactory<?> factory, Set<Extension> by) {
    return new Made(
        new Chain.Step(definition.type(), policy),
        factory.descriptor().requestBody(),
        factory.descriptor().responseBody(),
        by);
  }

  private <C> @Nullable Policy create(
      PolicyDefinition definition,
      PolicyFactory<C> factory,
      C config,
      PolicyEnvironment environment) {
    try {
      Policy policy = factory.create(config, environment);
      found.resources().add(policy::close);
      return policy;
    } catch (PolicyConfigurationException wrong) {
      found
          .mistakes()
          .add(
              FactoryObjection.at(
                  definition.config(), definition.place(), definition.type(), wrong));
    } catch (RuntimeException | LinkageError defect) {
      found
          .mistakes()
          .add(
              new Finding(
                  definition.place(),
                  "policy '" + definition.type() + "' failed: " + defect,
                  ApiCompilation.DEFECT));
    }
    return null;
  }

  private @Nullable Condition condition(
      PolicyDefinition definition,
      PolicyDefinition.When when,
      ConditionFactory factory,
      PolicyEnvironment environment) {
    try {
      Condition condition = factory.create(when.expression(), environment);
      found.resources().add(condition::close);
      return condition;
    } catch (PolicyConfigurationException wrong) {
      found
          .mistakes()
          .add(
              FactoryObjection.finding(
                  when.place(),
                  "'when' of '" + definition.type() + "': ",
                  String.valueOf(wrong.getMessage())));
    } catch (RuntimeException | LinkageError defect) {
      found
          .mistakes()
          .add(
              new Finding(
                  when.place(),
                  "'when' of '" + definition.type() + "' failed: " + defect,
                  ApiCompilation.DEFECT));
    }
    return null;
  }
}
