package io.gatehouse.runtime;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** Brings what the framework has to say into the gateway's log instead of on the console. */
final class FelixLog extends Logger {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("gatehouse.framework");

  @Override
  @SuppressWarnings("rawtypes") // as Felix declares it
  protected void doLog(
      Bundle bundle, ServiceReference service, int level, String message, Throwable cause) {
    doLog(level, bundle == null ? message : bundle + ": " + message, cause);
  }

  @Override
  protected void doLog(int level, String message, Throwable cause) {
    switch (level) {
      case LOG_ERROR -> LOG.error(message, cause);
      case LOG_WARNING -> LOG.warn(message, cause);
      case LOG_INFO -> LOG.info(message, cause);
      case LOG_DEBUG -> LOG.debug(message, cause);
      default -> {}
    }
  }
}
