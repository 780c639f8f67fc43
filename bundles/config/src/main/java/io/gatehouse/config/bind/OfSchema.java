package io.gatehouse.config.bind;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The definition in the published schema that says what may stand where the record holds a {@link
 * io.gatehouse.api.definition.ConfigNode}, because bundles decide about it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
public @interface OfSchema {

  String value();
}
