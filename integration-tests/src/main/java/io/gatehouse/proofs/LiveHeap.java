package io.gatehouse.proofs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is alive in a JVM after a full collection, by the JDK's own diagnostic commands.
 *
 * @param heapBytes of live objects
 * @param metaspaceBytes in use
 * @param bundleLoaders class loaders of bundles
 * @param scriptContexts contexts of the script engine
 * @param camelContexts of routes
 */
record LiveHeap(
    long heapBytes,
    long metaspaceBytes,
    long bundleLoaders,
    long scriptContexts,
    long camelContexts) {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");

  static LiveHeap of(long pid) throws IOException, InterruptedException {
    // twice: what the first collection made unreachable, reference handlers let go in between
    command(pid, "GC.run");
    command(pid, "GC.run");
    String histogram = command(pid, "GC.class_histogram");
    String metaspace = command(pid, "VM.metaspace", "basic", "scale=K");
    return new LiveHeap(
        number(TOTAL, histogram),
        number(METASPACE, metaspace) * 1024,
        instances(histogram, "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader"),
        instances(histogram, "com.oracle.truffle.polyglot.PolyglotContextImpl"),
        instances(histogram, "org.apache.camel.impl.DefaultCamelContext"));
  }

  private static String command(long pid, String... words)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> command = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
    command.addAll(List.of(words));
    return Machine.run(command.toArray(String[]::new));
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException(pattern + " is not in:\n" + text);
    }
    return Long.parseLong(matcher.group(1));
  }

  private static long instances(String histogram, String className) {
    Matcher matcher =
        Pattern.compile(
                "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "(\\s|$)")
            .matcher(histogram);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
