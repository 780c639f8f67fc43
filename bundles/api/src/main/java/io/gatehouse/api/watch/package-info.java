/** Folders that operators drop files into. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.watch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
