package io.gatehouse.api.definition;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a key of a configuration record, for the binder, the schema and the documentation. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** One sentence on what the key does. */
  String value();

  /** What holds where the key is left out, as an operator would write it; empty: it is required. */
  String defaultsTo() default "";
}
