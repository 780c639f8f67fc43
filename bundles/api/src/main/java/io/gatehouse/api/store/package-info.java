/** State that is shared by policies and outlives them. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
