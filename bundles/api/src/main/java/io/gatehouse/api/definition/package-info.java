/**
 * What an operator configured, parsed and located; an internal contract whose public form is the
 * YAML syntax and its schema.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.definition;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
