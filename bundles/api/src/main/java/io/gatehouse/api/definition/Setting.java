package io.gatehouse.api.definition;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a key of a configuration record, for the binder, the schema and the documentation.
 *
 * <p>On methods too, so that it reaches the component's accessor: there bnd sees it and has the
 * bundle import this package, without which the annotation would be gone at run time.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
public @interface Setting {

  /** One sentence on what the key does. */
  String value();

  /** What holds where the key is left out, as an operator would write it; empty: it is required. */
  String defaultsTo() default "";
}
