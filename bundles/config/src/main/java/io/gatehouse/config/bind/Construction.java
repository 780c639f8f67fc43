package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.Secret;
import io.gatehouse.config.read.Shown;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record, and finds everything its constructor has against the values at once although it
 * throws for one only: what it refused, and what could not be read, is replaced by two different
 * stand-ins in turn, and what it says of another key both times is told as well.
 */
final class Construction {

  private final Class<?> type;
  private final ConfigNode.Mapping mapping;
  private final Refusals refusals;
  private final List<RecordKeys.Key> keys = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();

  /** Told of mistakes. */
  interface Refusals {
    @Nullable Object refuse(Place place, String problem, String remedy);
  }

  Construction(Class<?> type, ConfigNode.Mapping mapping, Refusals refusals) {
    this.type = type;
    this.mapping = mapping;
    this.refusals = refusals;
  }

  /** Adds the value of the next component, null where it could not be read. */
  void with(RecordKeys.Key key, @Nullable Object value) {
    keys.add(key);
    values.add(value);
  }

  /** The record, or null. */
  @Nullable Object make() {
    Object made = values.stream().allMatch(Objects::nonNull) ? attempt(values.toArray()) : null;
    if (made != null && !(made instanceof Objection)) {
      return made;
    }
    Set<String> told = new HashSet<>();
    for (int i = 0; i <= keys.size(); i++) {
      Objection objection = made instanceof Objection first ? first : objection();
      made = null;
      if (objection == null || !told.add(objection.key())) {
        return null;
      }
      tell(objection);
      int at = indexOf(objection.key());
      if (at < 0) {
        return null;
      }
      values.set(at, null);
    }
    return null;
  }

  /** What the constructor says of the values there are, whatever stands for the others. */
  private @Nullable Objection objection() {
    Object[] low = standIns(0);
    Object[] high = standIns(1);
    if (low.length == 0 || high.length == 0) {
      return null;
    }
    return attempt(low) instanceof Objection one
            && attempt(high) instanceof Objection other
            && one.equals(other)
            && indexOf(one.key()) >= 0
            && values.get(indexOf(one.key())) != null
        ? one
        : null;
  }

  /** The values with a stand-in for each that is missing; empty where there is none for one. */
  private Object[] standIns(int variant) {
    List<Object> complete = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      Object present = value == null ? standIn(keys.get(i).shape(), variant) : value;
      if (present == null) {
        return new Object[0];
      }
      complete.add(present);
    }
    return complete.toArray();
  }

  private static @Nullable Object standIn(Shape shape, int variant) {
    return switch (shape) {
      case Shape.Text text -> variant == 0 ? "a" : "stand-in";
      case Shape.Whole whole when whole.type() == int.class -> variant == 0 ? 1 : 10_000;
      case Shape.Whole whole -> variant == 0 ? 1L : 10_000L;
      case Shape.Fraction fraction -> variant == 0 ? 0.5 : 1_000.0;
      case Shape.Flag flag -> variant == 0;
      case Shape.Choice choice -> {
        Object[] constants = choice.type().getEnumConstants();
        yield constants[variant == 0 ? 0 : constants.length - 1];
      }
      case Shape.Time time -> variant == 0 ? Duration.ofSeconds(1) : Duration.ofDays(1);
      case Shape.Size size -> new ByteSize(variant == 0 ? 1 : 1 << 30);
      case Shape.Link link -> URI.create(variant == 0 ? "http://a/" : "https://stand.in/");
      case Shape.Hidden hidden -> new Secret(variant == 0 ? "a" : "stand-in");
      case Shape.Anything anything -> null;
      case Shape.Keyed keyed -> null;
      case Shape.Impossible impossible -> null;
      case Shape.Maybe maybe when variant == 0 -> Absent.of(maybe);
      case Shape.Maybe maybe -> {
        Object there = standIn(maybe.shape(), variant);
        yield there == null ? null : Optional.of(there);
      }
      case Shape.Listed listed -> Absent.of(listed);
      case Shape.Mapped mapped -> Absent.of(mapped);
    };
  }

  /** What the constructor refused; the key is empty where it names none. */
  private record Objection(String key, String message) {}

  private Object attempt(Object[] arguments) {
    try {
      Class<?>[] types =
          Stream.of(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      if (cause instanceof IllegalArgumentException said && said.getMessage() != null) {
        String message = said.getMessage();
        int colon = message.indexOf(':');
        String key = colon < 0 ? "" : message.substring(0, colon).strip();
        return indexOf(key) < 0
            ? new Objection("", message)
            : new Objection(key, message.substring(colon + 1).strip());
      }
      return new Objection("", "it cannot be used: " + cause);
    } catch (ReflectiveOperationException unusable) {
      return new Objection("", "it cannot be made: " + unusable);
    }
  }

  private void tell(Objection objection) {
    String message = withoutSecrets(objection.message());
    int expected = message.lastIndexOf("(expected: ");
    boolean says = expected >= 0 && message.endsWith(")");
    String problem = says ? message.substring(0, expected).strip() : message;
    String remedy =
        says
            ? "Write " + message.substring(expected + 11, message.length() - 1)
            : "Write another value";
    String shown = Shown.plain(problem.isEmpty() ? "the value is not valid" : problem);
    refusals.refuse(
        placeOf(objection.key()),
        objection.key().isEmpty() ? shown : '\'' + objection.key() + "': " + shown,
        Shown.plain(remedy));
  }

  /** A constructor's message may quote what a reference stands for. */
  private String withoutSecrets(String message) {
    String safe = message;
    for (ConfigNode.Scalar scalar : scalars(mapping).toList()) {
      if (!scalar.text().equals(scalar.written()) && !scalar.text().isEmpty()) {
        safe = safe.replace(scalar.text(), scalar.written());
      }
    }
    return safe;
  }

  private static Stream<ConfigNode.Scalar> scalars(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> Stream.of(scalar);
      case ConfigNode.Sequence sequence -> sequence.items().stream().flatMap(Construction::scalars);
      case ConfigNode.Mapping inner ->
          inner.entries().stream().flatMap(entry -> scalars(entry.value()));
    };
  }

  /** The component that a key names, which may go on into it: {@code paths[1]}, {@code a.b}. */
  private int indexOf(String key) {
    String name = key.split("[.\\[]", 2)[0];
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private Place placeOf(String key) {
    ConfigNode at = mapping;
    for (String step : key.replace("]", "").split("[.\\[]", -1)) {
      Optional<ConfigNode> next =
          switch (at) {
            case ConfigNode.Mapping inner -> inner.get(step);
            case ConfigNode.Sequence list
                when step.matches("[0-9]{1,6}") && Integer.parseInt(step) < list.items().size() ->
                Optional.of(list.items().get(Integer.parseInt(step)));
            default -> Optional.empty();
          };
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
    }
    return at.place();
  }
}
