/** What a policy bundle implements: a factory per policy type, a policy per use of it. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
