package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.config.read.Damage;
import io.gatehouse.config.read.DamageMarks;
import io.gatehouse.config.read.DocumentReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Binds by reflection. Holds on to no type it has seen. Thread-safe. */
@Component(service = ConfigBinder.class)
public final class RecordBinder implements ConfigBinder {

  @Activate
  public RecordBinder() {}

  @Override
  public <C> Binding<C> bind(ConfigNode node, Class<C> type) {
    List<Finding> findings = new ArrayList<>();
    Damage damage = new Damage();
    if (DamageMarks.read(node, damage) && type.equals(ConfigNode.class)) {
      return new Binding.Unbound<>(List.of());
    }
    Optional<C> value = bind(node, type, damage, findings);
    if (value.isPresent() && findings.isEmpty()) {
      return new Binding.Bound<>(value.get());
    }
    findings.sort(DocumentReader.BY_PLACE);
    return new Binding.Unbound<>(List.copyOf(findings));
  }

  /**
   * Binds what is whole and tells what is not.
   *
   * @param damage what was told already
   * @param findings gets what is wrong
   * @return empty where anything is wrong, now or before
   */
  @SuppressWarnings("unchecked") // the shape has seen to it; a primitive's class could not cast
  public <C> Optional<C> bind(
      ConfigNode node, Class<C> type, Damage damage, List<Finding> findings) {
    Object value = new ValueBinder(damage, findings).value(node, Shape.of(type));
    return (Optional<C>) Optional.ofNullable(value);
  }
}
