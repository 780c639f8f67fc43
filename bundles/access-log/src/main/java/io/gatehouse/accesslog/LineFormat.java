package io.gatehouse.accesslog;

import io.gatehouse.api.exchange.ExchangeRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes records as JSON, one object a line. Every field is always there. Used by one thread. */
final class LineFormat {

  private static final DateTimeFormatter TO_SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private String secondText = "";

  void append(LineBuffer line, ExchangeRecord exchange) {
    line.plain("{\"ts\":\"");
    timestamp(line, exchange.epochMillis());
    line.plain("\",\"id\":").quoted(exchange.id());
    line.plain(",\"traceId\":").quoted(exchange.traceId());
    line.plain(",\"client\":").quoted(exchange.clientAddress());
    line.plain(",\"listener\":").quoted(exchange.listener());
    line.plain(",\"api\":").quoted(exchange.api());
    line.plain(",\"route\":").quoted(exchange.route());
    line.plain(",\"consumer\":").quoted(exchange.consumer());
    line.plain(",\"method\":").quoted(exchange.method());
    line.plain(",\"host\":").quoted(exchange.authority());
    line.plain(",\"path\":").quoted(exchange.path());
    line.plain(",\"protocol\":").quoted(exchange.protocol());
    line.plain(",\"status\":").number(exchange.status());
    line.plain(",\"durationMs\":");
    millis(line, exchange.durationNanos());
    line.plain(",\"upstreamMs\":");
    millis(line, exchange.upstreamNanos());
    line.plain(",\"bytesIn\":").number(exchange.bytesIn());
    line.plain(",\"bytesOut\":").number(exchange.bytesOut());
    line.plain(",\"upstream\":").quoted(exchange.upstream());
    line.plain(",\"target\":").quoted(exchange.target());
    line.plain(",\"retries\":").number(exchange.retries());
    line.plain(",\"failure\":").quoted(exchange.failure());
    line.plain(",\"origin\":\"").plain(origin(exchange));
    line.plain("\",\"completed\":").plain(exchange.completed() ? "true" : "false");
    line.plain(",\"userAgent\":").quoted(exchange.userAgent());
    line.plain("}\n");
  }

  /** The date is formatted once a second, not once a line. */
  private void timestamp(LineBuffer line, long epochMillis) {
    long seconds = Math.floorDiv(epochMillis, 1000L);
    if (seconds != second) {
      second = seconds;
      secondText = TO_SECONDS.format(Instant.ofEpochSecond(seconds));
    }
    line.plain(secondText).plain(".").padded((int) Math.floorMod(epochMillis, 1000L), 3).plain("Z");
  }

  private static void millis(LineBuffer line, long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    line.number(micros / 1000).plain(".").padded((int) (micros % 1000), 3);
  }

  private static String origin(ExchangeRecord exchange) {
    if (exchange.origin().isEmpty()) {
      return "";
    }
    return switch (exchange.origin().get()) {
      case CLIENT -> "client";
      case GATEWAY -> "gateway";
      case UPSTREAM -> "upstream";
    };
  }
}
