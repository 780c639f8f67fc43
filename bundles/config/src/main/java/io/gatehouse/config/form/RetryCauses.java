package io.gatehouse.config.form;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.config.read.Shown;
import java.util.List;
import java.util.Optional;

/** Why a request is sent again: by name, or by the status of an answer. */
public final class RetryCauses {

  /** Those that are no status. */
  public static final List<String> NAMES = List.of("connect-failure", "reset", "timeout");

  private RetryCauses() {}

  static Optional<Complaint> check(String text) {
    if (NAMES.contains(text) || text.matches("[45][0-9][0-9]")) {
      return Optional.empty();
    }
    if (text.matches("[0-9]+")) {
      return TextForm.complaint(
          "the status " + text + " is no failure", "Write a status of 400 to 599");
    }
    return TextForm.complaint(
        Shown.quoted(text) + " is neither a status nor a cause",
        text.equalsIgnoreCase("5xx")
            ? "Write each status: 502, 503, 504"
            : NearestName.remedy(Shown.plain(text), NAMES));
  }
}
