package io.gatehouse.config.form;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.config.read.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP methods. Unusual ones pass, near misses do not. */
final class Methods {

  private static final List<String> USUAL =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

  /** Registered ones that look like others. */
  private static final List<String> REGISTERED =
      List.of(
          "ACL",
          "BIND",
          "COPY",
          "LINK",
          "LOCK",
          "MERGE",
          "MKCOL",
          "MOVE",
          "PROPFIND",
          "PURGE",
          "QUERY",
          "REPORT",
          "SEARCH",
          "UNBIND",
          "UNLINK",
          "UNLOCK");

  private Methods() {}

  static Optional<Complaint> check(String text) {
    if (USUAL.contains(text) || REGISTERED.contains(text)) {
      return Optional.empty();
    }
    String upper = text.toUpperCase(Locale.ROOT);
    if (text.equals("*") || upper.equals("ANY") || upper.equals("ALL")) {
      return TextForm.complaint(
          Shown.quoted(text) + " is no method", "Leave 'methods' out to match all of them");
    }
    if (upper.equals("CONNECT")) {
      return TextForm.complaint(
          "the method " + Shown.quoted(text) + " is never served", "Remove it");
    }
    if (!upper.equals(text) && (USUAL.contains(upper) || REGISTERED.contains(upper))) {
      return TextForm.complaint(
          "the method " + Shown.quoted(text) + " is not in upper case", "Write '" + upper + '\'');
    }
    boolean token = FieldSyntax.isToken(text);
    Optional<String> nearest = NearestName.of(Shown.plain(text), USUAL);
    if (!token || !upper.equals(text) || nearest.isPresent()) {
      return TextForm.complaint(
          Shown.quoted(text) + " is no method", NearestName.remedy(Shown.plain(text), USUAL));
    }
    return Optional.empty();
  }
}
