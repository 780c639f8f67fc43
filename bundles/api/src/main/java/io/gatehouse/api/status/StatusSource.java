package io.gatehouse.api.status;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Whoever runs something that can fail registers one of these as a service. */
@ConsumerType
public interface StatusSource {

  /** How things stand now. Called on any thread; quick. */
  List<StatusEntry> status();
}
