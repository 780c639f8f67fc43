package io.gatehouse.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes the endpoint's documents. Their members are a public contract; see the README. */
final class StatusJson {

  private final JsonFactory factory = new JsonFactory();

  /** What is written into an object. */
  @FunctionalInterface
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  String status(StatusReport report) {
    return object(
        json -> {
          json.writeStringField("version", report.version());
          json.writeBooleanField("ready", report.ready());
          writeStrings(json, "missing", report.missing());
          json.writeObjectFieldStart("counts");
          for (Map.Entry<State, Long> count : report.counts().entrySet()) {
            json.writeNumberField(StatusReport.word(count.getKey()), count.getValue());
          }
          json.writeEndObject();
          json.writeArrayFieldStart("entries");
          for (StatusEntry entry : report.entries()) {
            writeEntry(json, entry);
          }
          json.writeEndArray();
        });
  }

  String health(String status, List<String> missing) {
    return object(
        json -> {
          json.writeStringField("status", status);
          writeStrings(json, "missing", missing);
        });
  }

  String problem(int status, String code, String title, String detail) {
    return object(
        json -> {
          json.writeStringField("type", "about:blank");
          json.writeNumberField("status", status);
          json.writeStringField("title", title);
          json.writeStringField("detail", detail);
          json.writeStringField("code", code);
        });
  }

  String admin(String address, int port, long pid) {
    return object(
        json -> {
          json.writeStringField("address", address);
          json.writeNumberField("port", port);
          json.writeNumberField("pid", pid);
        });
  }

  private static void writeEntry(JsonGenerator json, StatusEntry entry) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", entry.kind());
    json.writeStringField("name", entry.name());
    json.writeStringField("state", StatusReport.word(entry.state()));
    json.writeStringField("source", entry.source());
    json.writeStringField("detail", entry.detail());
    json.writeArrayFieldStart("findings");
    for (Finding finding : entry.findings()) {
      json.writeStartObject();
      json.writeStringField("file", finding.place().file());
      json.writeNumberField("line", finding.place().line());
      json.writeNumberField("column", finding.place().column());
      json.writeStringField("path", finding.place().path());
      json.writeStringField("problem", finding.problem());
      json.writeStringField("remedy", finding.remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeStrings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private String object(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }
}
