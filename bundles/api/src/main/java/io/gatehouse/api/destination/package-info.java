/** What a mediation bundle implements: where a route sends its requests. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.destination;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
