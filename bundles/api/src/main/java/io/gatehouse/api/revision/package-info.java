/** What served when, in numbered revisions of the whole set. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.revision;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
