/** HTTP messages as values: requests, responses, headers, bodies and problems. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
