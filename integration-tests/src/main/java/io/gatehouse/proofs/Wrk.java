package io.gatehouse.proofs;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk of Debian: closed loop, connections kept alive. */
final class Wrk {

  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

  private Wrk() {}

  /**
   * What one run counted.
   *
   * @param failures what wrk says of errors, empty where there were none
   */
  record Run(long requests, double perSecond, String failures) {}

  static Run run(String processor, int connections, int seconds, int port)
      throws IOException, InterruptedException {
    return run(processor, connections, seconds, port, "/orders/42");
  }

  static Run run(String processor, int connections, int seconds, int port, String path)
      throws IOException, InterruptedException {
    String output =
        Machine.run(
            "taskset",
            "-c",
            processor,
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "-H",
            "x-api-key: 0123456789abcdef",
            "-H",
            "accept: application/json",
            "-H",
            "user-agent: measurement/1.0",
            "http://127.0.0.1:" + port + path);
    String failures =
        output
            .lines()
            .filter(l -> l.contains("Non-2xx") || l.contains("Socket errors"))
            .reduce("", (a, b) -> a + b.strip() + ' ');
    return new Run(
        Long.parseLong(first(REQUESTS, output)), Double.parseDouble(first(RATE, output)), failures);
  }

  private static String first(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk said:\n" + output);
    }
    return matcher.group(1);
  }
}
