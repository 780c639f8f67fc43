/** The border between a listener, which owns sockets, and the engine, which owns requests. */
@Export
@Version("1.0.0")
@NullMarked
package io.gatehouse.api.listener;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
