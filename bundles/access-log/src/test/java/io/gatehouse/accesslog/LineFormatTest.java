package io.gatehouse.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.testsupport.RecordBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatTest {

  private final LineFormat format = new LineFormat();

  @Test
  void writesEveryField() throws IOException {
    String line =
        line(
            new RecordBuilder()
                .consumer("shop")
                .status(504)
                .bytes(12, 3_456)
                .failed("UPSTREAM_TIMEOUT", FailureOrigin.UPSTREAM)
                .aborted()
                .build());

    assertThat(line)
        .isEqualTo(
            "{\"ts\":\"2026-01-01T00:00:00.123Z\",\"id\":\"test-0001\","
                + "\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"client\":\"192.0.2.1\","
                + "\"listener\":\"main\",\"api\":\"orders\",\"route\":\"get-order\","
                + "\"consumer\":\"shop\",\"method\":\"GET\",\"host\":\"api.example.com\","
                + "\"path\":\"/orders/42\",\"protocol\":\"HTTP/1.1\",\"status\":504,"
                + "\"durationMs\":1.234,\"upstreamMs\":1.000,\"bytesIn\":12,\"bytesOut\":3456,"
                + "\"upstream\":\"orders\",\"target\":\"10.0.0.5:8080\",\"retries\":0,"
                + "\"failure\":\"UPSTREAM_TIMEOUT\",\"origin\":\"upstream\",\"completed\":false,"
                + "\"userAgent\":\"test/1.0\"}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain", "", "quote\" backslash\\", "line\r\nInjected: 1", "tab\t nul\0 esc\u001b[31m",
        "\u007f\u0080\u009b", "umlaut ä € \ud83d\ude00", "\u2028\u2029", "</script>", "{\"a\":1}"
      })
  void keepsAnyTextOnOneLine(String hostile) throws IOException {
    String line = line(new RecordBuilder().userAgent(hostile).path(hostile).build());

    assertThat(line.lines()).hasSize(1);
    assertThat(line.chars().filter(c -> c < ' ')).containsExactly((int) '\n');
    assertThat(line).doesNotContain("\u007f", "\u009b", "\u2028");
    JsonNode parsed = new ObjectMapper().readTree(line);
    assertThat(parsed.get("userAgent").asText()).isEqualTo(hostile);
    assertThat(parsed.get("path").asText()).isEqualTo(hostile);
  }

  @Test
  void replacesHalvesOfCharacters() throws IOException {
    for (String half : List.of("a\ud83d", "a\ude00", "a\ud83d\ud83d", "a\ude00\ud83d")) {
      String line = line(new RecordBuilder().userAgent(half).build());

      assertThat(new ObjectMapper().readTree(line).get("userAgent").asText())
          .isEqualTo(half.replace('\ud83d', '\ufffd').replace('\ude00', '\ufffd'));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000",
    "999, 0.000",
    "1000, 0.001",
    "999999, 0.999",
    "1000000, 1.000",
    "61234567890, 61234.567",
    "-5, 0.000",
  })
  void writesMillisecondsToTheMicrosecond(long nanos, String millis) throws IOException {
    assertThat(line(new RecordBuilder().took(nanos, nanos).build()))
        .contains("\"durationMs\":" + millis + ",\"upstreamMs\":" + millis + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z", "2026-02-28T23:59:59.999Z", "2028-02-29T12:00:00.005Z",
        "2026-02-28T23:59:59.007Z", "2100-12-31T23:59:59.050Z", "1969-12-31T23:59:59.999Z"
      })
  void writesTheTime(String time) throws IOException {
    assertThat(line(new RecordBuilder().at(Instant.parse(time).toEpochMilli()).build()))
        .startsWith("{\"ts\":\"" + time + "\"");
  }

  @Test
  void writesNumbersOfAnySize() throws IOException {
    for (long number : new long[] {0, 9, 10, 99, 1_000_000_007L, Long.MAX_VALUE, -1}) {
      assertThat(line(new RecordBuilder().bytes(number, number).build()))
          .contains("\"bytesIn\":" + number + ",\"bytesOut\":" + number + ",");
    }
  }

  private String line(ExchangeRecord exchange) throws IOException {
    LineBuffer buffer = new LineBuffer(16);
    format.append(buffer, exchange);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    buffer.writeTo(Channels.newChannel(bytes));
    assertThat(buffer.length()).isZero();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
