package io.gatehouse.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.api.status.RouteTracer.TracedRequest;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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

  String explanation(Explanation explanation) {
    return object(
        json -> {
          json.writeStringField("outcome", word(explanation.outcome()));
          if (explanation.chosen().isPresent()) {
            json.writeObjectFieldStart("chosen");
            writeChosen(json, explanation.chosen().get());
            json.writeEndObject();
          }
          json.writeArrayFieldStart("others");
          for (Explanation.Other other : explanation.others()) {
            json.writeStartObject();
            json.writeStringField("route", other.route());
            json.writeStringField("pattern", other.pattern());
            json.writeStringField("reason", other.reason());
            writePlace(json, other.place());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void writeChosen(JsonGenerator json, Explanation.Chosen chosen)
      throws IOException {
    json.writeStringField("route", chosen.route());
    json.writeStringField("pattern", chosen.pattern());
    writePlace(json, chosen.place());
    json.writeObjectFieldStart("parameters");
    for (Map.Entry<String, String> parameter : new TreeMap<>(chosen.parameters()).entrySet()) {
      json.writeStringField(parameter.getKey(), parameter.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("policies");
    for (Explanation.Step step : chosen.chain()) {
      json.writeStartObject();
      json.writeStringField("name", step.name());
      if (!step.when().isEmpty()) {
        json.writeStringField("when", step.when());
      }
      writePlace(json, step.place());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("inForce");
    for (Explanation.Setting setting : chosen.settings()) {
      json.writeStartObject();
      json.writeStringField("name", setting.name());
      json.writeStringField("value", setting.value());
      writePlace(json, setting.place());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String word(Explanation.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void writePlace(JsonGenerator json, Place place) throws IOException {
    json.writeStringField("file", place.file());
    json.writeNumberField("line", place.line());
    json.writeNumberField("column", place.column());
    json.writeStringField("path", place.path());
  }

  String trace(String route, List<TracedRequest> requests) {
    return object(
        json -> {
          json.writeStringField("route", route);
          json.writeArrayFieldStart("requests");
          for (TracedRequest request : requests) {
            writeTraced(json, request);
          }
          json.writeEndArray();
        });
  }

  private static void writeTraced(JsonGenerator json, TracedRequest request) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", request.id());
    json.writeStringField("method", request.method());
    json.writeStringField("path", request.path());
    json.writeNumberField("status", request.status());
    json.writeNumberField("nanos", request.nanos());
    json.writeNumberField("upstreamNanos", request.upstreamNanos());
    json.writeNumberField("bytesIn", request.bytesIn());
    json.writeNumberField("bytesOut", request.bytesOut());
    json.writeStringField("failure", request.failure());
    json.writeStringField("end", TraceText.end(request).orElse(""));
    json.writeArrayFieldStart("steps");
    for (RouteTracer.Step step : request.steps()) {
      json.writeStartObject();
      json.writeStringField("name", step.name());
      json.writeStringField("side", TraceText.word(step.side()));
      json.writeNumberField("nanos", step.nanos());
      json.writeStringField("effect", TraceText.word(step.effect()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
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
      writePlace(json, finding.place());
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
