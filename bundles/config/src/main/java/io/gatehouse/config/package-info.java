/** Documents in YAML or JSON and the definition records made of them. */
@NullMarked
package io.gatehouse.config;

import org.jspecify.annotations.NullMarked;
