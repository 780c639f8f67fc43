/** Named groups of HTTP targets and the client that reaches them. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.upstream;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
