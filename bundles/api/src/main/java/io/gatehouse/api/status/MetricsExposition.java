package io.gatehouse.api.status;

import org.osgi.annotation.versioning.ConsumerType;

/** The metrics as text for a collector: a service of the bundle that counts, shown by admin. */
@ConsumerType
public interface MetricsExposition {

  /** The media type of what {@link #render} returns. */
  String contentType();

  /** All series as of now. Called on any thread, never an event loop. */
  String render();
}
