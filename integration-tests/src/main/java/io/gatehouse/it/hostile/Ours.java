package io.gatehouse.it.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.it.harness.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What every error that the gateway itself makes must look like (RFC 9457). */
public final class Ours {

  private static final Pattern GIVEAWAY =
      Pattern.compile(
          "Exception|\\bat"
              + " (io|java|org)\\.|\\.java:|io\\.netty|io\\.gatehouse|/home/|/work/|/tmp/");

  private Ours() {}

  /** What is wrong with this error; nothing where all is well. */
  public static List<String> violations(RawResponse response) {
    List<String> violations = new ArrayList<>();
    String type = response.first("content-type").orElse("");
    if (!type.startsWith("application/problem+json")) {
      violations.add("content-type '" + type + "' (expected: application/problem+json)");
    }
    if (response.first("x-request-id").isEmpty()) {
      violations.add("no x-request-id");
    }
    if (GIVEAWAY.matcher(response.text()).find()) {
      violations.add("gives internals away: " + response.text());
    }
    if (!response.text().isEmpty()) {
      document(response, violations);
    }
    return violations;
  }

  private static void document(RawResponse response, List<String> violations) {
    try {
      JsonNode document = new ObjectMapper().readTree(response.body());
      if (document.path("status").asInt() != response.status()) {
        violations.add("the document's status is not " + response.status());
      }
      for (String member : List.of("title", "code", "requestId")) {
        if (document.path(member).asText().isEmpty()) {
          violations.add("the document has no " + member);
        }
      }
      String id = response.first("x-request-id").orElse("");
      if (!document.path("requestId").asText().equals(id)) {
        violations.add("the document's requestId is not the header's");
      }
    } catch (IOException e) {
      violations.add("not JSON: " + response.text());
    }
  }
}
