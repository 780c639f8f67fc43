/** Who calls: consumers and their credentials. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
