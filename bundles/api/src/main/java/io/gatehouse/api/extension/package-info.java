/** How policy and destination types enter and leave a running gateway. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.extension;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
