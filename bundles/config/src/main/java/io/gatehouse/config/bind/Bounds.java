package io.gatehouse.config.bind;

import io.gatehouse.config.form.Durations;
import io.gatehouse.config.form.Measure;
import io.gatehouse.config.form.Sizes;
import io.gatehouse.config.form.TextForm;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the annotations of a component say of the values it takes. */
record Bounds(
    @Nullable Written written,
    @Nullable Between between,
    @Nullable OfSchema schema,
    boolean filled) {

  static Bounds of(AnnotatedElement component) {
    return new Bounds(
        component.getAnnotation(Written.class),
        component.getAnnotation(Between.class),
        component.getAnnotation(OfSchema.class),
        component.isAnnotationPresent(Filled.class));
  }

  TextForm form() {
    return written == null ? TextForm.ANY : written.value();
  }

  TextForm keyForm() {
    return written == null ? TextForm.ANY : written.keys();
  }

  String schemaName() {
    return schema == null ? "" : schema.value();
  }

  Shape whole(Class<?> type, long min, long max) {
    return between == null
        ? new Shape.Whole(type, min, max)
        : new Shape.Whole(type, Long.parseLong(between.min()), Long.parseLong(between.max()));
  }

  Shape time() {
    return between == null
        ? new Shape.Time(Optional.empty(), Optional.empty())
        : new Shape.Time(
            value(Durations.read(between.min())), value(Durations.read(between.max())));
  }

  Shape size() {
    return between == null
        ? new Shape.Size(Optional.empty(), Optional.empty())
        : new Shape.Size(value(Sizes.read(between.min())), value(Sizes.read(between.max())));
  }

  private static <T> Optional<T> value(Measure<T> measure) {
    return switch (measure) {
      case Measure.Read<T>(T value) -> Optional.of(value);
      case Measure.Refused<T>(var complaint) ->
          throw new IllegalStateException("bound: " + complaint.problem());
    };
  }
}
