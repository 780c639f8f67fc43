/** What is actually serving, and what is not and why. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.status;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
