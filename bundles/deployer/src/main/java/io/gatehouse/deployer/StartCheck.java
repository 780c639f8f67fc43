package io.gatehouse.deployer;

import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Finds out whether a bundle that has been started is fit to serve: components fail in silence. */
final class StartCheck {

  private static final List<Class<?>> FACTORIES =
      List.of(PolicyFactory.class, DestinationFactory.class);

  private final Bundle own;
  private final OfferedServices services;
  private final Extenders extenders;
  private final ServiceComponentRuntime components;

  /** A check on behalf of this bundle, whose view of the contract is the gateway's. */
  StartCheck(
      Bundle own,
      OfferedServices services,
      Extenders extenders,
      ServiceComponentRuntime components) {
    this.own = own;
    this.services = services;
    this.extenders = extenders;
    this.components = components;
  }

  /** What has just been started: what others do on its behalf is prepared, too. */
  StartOutcome checkNew(Bundle bundle) {
    StartOutcome outcome = check(bundle);
    if (outcome instanceof StartOutcome.Started) {
      List<Complaint> complaints = extenders.prepare(bundle);
      if (!complaints.isEmpty()) {
        return new StartOutcome.Failed(complaints);
      }
    }
    return outcome;
  }

  /** Makes the bundle's factories on the calling thread: may take as long as they like. */
  StartOutcome check(Bundle bundle) {
    List<Complaint> broken = new ArrayList<>(strangers(bundle));
    OfferedServices.Found found = services.of(bundle);
    List<Complaint> unmet = new ArrayList<>();
    Collection<ComponentDescriptionDTO> descriptions =
        components.getComponentDescriptionDTOs(bundle);
    for (ComponentDescriptionDTO description : descriptions) {
      Collection<ComponentConfigurationDTO> configurations =
          components.getComponentConfigurationDTOs(description);
      if (configurations.isEmpty() && description.configurationPolicy.equals("require")) {
        broken.add(unconfigured(description));
      }
      for (ComponentConfigurationDTO configuration : configurations) {
        judge(description, configuration, broken, unmet);
      }
    }
    if (broken.isEmpty()) {
      found.problems().stream()
          .map(problem -> new Complaint(problem, "Mend the bundle and drop it again"))
          .forEach(broken::add);
    }
    if (broken.isEmpty()) {
      broken.addAll(duplicates(found.extensions()));
    }
    if (!broken.isEmpty()) {
      return new StartOutcome.Failed(broken);
    }
    return unmet.isEmpty()
        ? new StartOutcome.Started(found.extensions())
        : new StartOutcome.Unmet(unmet);
  }

  private static void judge(
      ComponentDescriptionDTO description,
      ComponentConfigurationDTO configuration,
      List<Complaint> broken,
      List<Complaint> unmet) {
    String component = "its component " + description.name;
    switch (configuration.state) {
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          broken.add(
              new Complaint(
                  component + " failed to start: " + Reason.ofTrace(configuration.failure),
                  "Mend the bundle and drop it again"));
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          broken.add(unconfigured(description));
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
        for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
          unmet.add(
              new Complaint(
                  component + " needs the service " + service(description, reference),
                  "Drop the bundle that offers that service too"));
        }
      }
      default -> {
        // satisfied or active
      }
    }
  }

  private static Complaint unconfigured(ComponentDescriptionDTO description) {
    return new Complaint(
        "its component "
            + description.name
            + " requires configuration of "
            + String.join(", ", description.configurationPid),
        "Let it do without: what a policy or destination is configured with stands in the API"
            + " definition that uses it");
  }

  private static String service(
      ComponentDescriptionDTO description, UnsatisfiedReferenceDTO reference) {
    String target = reference.target == null ? "" : " " + reference.target;
    for (ReferenceDTO declared : description.references) {
      if (declared.name.equals(reference.name)) {
        return declared.interfaceName + target;
      }
    }
    return reference.name + target;
  }

  /** Factories of another copy of the contract: they look right and nobody can call them. */
  private List<Complaint> strangers(Bundle bundle) {
    List<Complaint> complaints = new ArrayList<>();
    ServiceReference<?>[] registered = bundle.getRegisteredServices();
    if (registered == null) {
      return complaints;
    }
    for (ServiceReference<?> reference : registered) {
      List<String> names = List.of((String[]) reference.getProperty(Constants.OBJECTCLASS));
      for (Class<?> factory : FACTORIES) {
        String name = factory.getName();
        if (names.contains(name) && !reference.isAssignableTo(own, name)) {
          complaints.add(
              new Complaint(
                  "brings its own copy of " + factory.getPackageName(),
                  "Import the package: io.gatehouse:gatehouse-api has the scope 'provided'"));
        }
      }
    }
    return complaints;
  }

  private static List<Complaint> duplicates(List<Extension> extensions) {
    Map<String, Integer> counts = new HashMap<>();
    for (Extension extension : extensions) {
      String kind =
          switch (extension) {
            case Extension.OfPolicy policy -> "policy";
            case Extension.OfDestination destination -> "destination";
            case Extension.OfConditions conditions -> "condition";
          };
      counts.merge(kind + " type '" + extension.type() + "'", 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(
            entry ->
                new Complaint(
                    "offers the " + entry.getKey() + " " + entry.getValue() + " times",
                    "Give each factory a type of its own"))
        .toList();
  }
}
