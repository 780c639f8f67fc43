/** Files in YAML or JSON, read into trees in which every key and value knows its place. */
@NullMarked
package io.gatehouse.config.read;

import org.jspecify.annotations.NullMarked;
