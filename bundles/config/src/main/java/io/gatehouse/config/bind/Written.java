package io.gatehouse.config.bind;

import io.gatehouse.config.form.TextForm;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The form of a text component, of the items of a list of texts, of the values of a map. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
public @interface Written {

  TextForm value() default TextForm.ANY;

  /** The form of the keys of a map. */
  TextForm keys() default TextForm.ANY;
}
