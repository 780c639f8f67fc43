/**
 * One request and its response on their way through the gateway, and the record it leaves behind.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.exchange;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
