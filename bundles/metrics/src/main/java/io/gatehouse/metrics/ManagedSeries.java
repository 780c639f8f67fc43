package io.gatehouse.metrics;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jmx.JmxReporter;
import java.util.Hashtable;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Every series as an MBean of the domain {@code gatehouse}, for as long as this is open: {@code
 * gatehouse:type=gatehouse_requests_total,api=orders,route=get,method=GET,status=2xx}.
 */
final class ManagedSeries implements AutoCloseable {

  static final String DOMAIN = "gatehouse";

  private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[\\w./@ {}-]+");

  private final JmxReporter reporter;

  ManagedSeries(MetricRegistry registry, MBeanServer server) {
    reporter =
        JmxReporter.forRegistry(registry)
            .registerWith(server)
            .inDomain(DOMAIN)
            .createsObjectNamesWith((_, domain, series) -> nameOf(domain, series))
            .build();
    reporter.start();
  }

  @Override
  public void close() {
    reporter.close();
  }

  /** The family is the type, each label a property. */
  @SuppressWarnings("JdkObsolete") // ObjectName takes a Hashtable
  static ObjectName nameOf(String domain, String series) {
    Hashtable<String, String> properties = new Hashtable<>();
    properties.put("type", Family.of(series).exposedName());
    for (Map.Entry<String, String> label : Family.labels(series).entrySet()) {
      String value = label.getValue();
      boolean plain = NEEDS_NO_QUOTES.matcher(value).matches();
      properties.put(label.getKey(), plain ? value : ObjectName.quote(value));
    }
    try {
      return new ObjectName(domain, properties);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException("series: '" + series + "' (expected: one with a name)", e);
    }
  }
}
