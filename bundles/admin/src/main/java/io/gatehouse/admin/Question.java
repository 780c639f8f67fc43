package io.gatehouse.admin;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.listener.TargetForm;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** A request that somebody asks about, from the query {@code method=GET&url=...&header=...}. */
final class Question {

  private final Query query;

  Question(Query query) {
    this.query = query;
  }

  /** The request, as the gateway would see it. */
  GatewayRequest request(TargetForm form) {
    String method = one("method");
    if (!FieldSyntax.isToken(method)) {
      throw new NotUnderstoodException("method: '" + shown(method) + "'. Write one like GET.");
    }
    URI url = url();
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    String scheme = url.getScheme() == null ? "http" : url.getScheme();
    try {
      Headers headers = headers();
      String authority = authority(url, headers);
      return new GatewayRequest(
          method, scheme, form.authority(authority), form.path(path), query, headers, Body.empty());
    } catch (ProblemException refused) {
      throw new NotUnderstoodException(
          "The gateway refuses such a request with "
              + refused.problem().status()
              + ": "
              + refused.problem().detail());
    } catch (IllegalArgumentException wrong) {
      throw new NotUnderstoodException(String.valueOf(wrong.getMessage()));
    }
  }

  private URI url() {
    String text = one("url");
    try {
      URI url = new URI(text);
      boolean web =
          url.getScheme() == null || url.getScheme().toLowerCase(Locale.ROOT).matches("https?");
      if (web && url.getRawFragment() == null && !url.isOpaque()) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new NotUnderstoodException(
          "url: '" + shown(text) + "': " + e.getReason() + " at " + e.getIndex() + '.');
    }
    throw new NotUnderstoodException(
        "url: '"
            + shown(text)
            + "'. Write one like http://api.example.com/orders/1, or /orders/1.");
  }

  /** That of the URL, or of a {@code Host} header where the URL has none. */
  private static String authority(URI url, Headers headers) {
    Optional<String> ofUrl = Optional.ofNullable(url.getRawAuthority());
    Optional<String> ofHeader = headers.first("host");
    headers.remove("host");
    if (ofUrl.isPresent() && ofHeader.filter(h -> !h.equalsIgnoreCase(ofUrl.get())).isPresent()) {
      throw new NotUnderstoodException(
          "The URL and the header Host name two hosts. Write one of them only.");
    }
    return ofUrl.or(() -> ofHeader).orElse("localhost");
  }

  private Headers headers() {
    Headers headers = Headers.create();
    for (String line : query.all("header")) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new NotUnderstoodException(
            "header: '" + shown(line) + "'. Write a name and a value: 'x-version: 2'.");
      }
      headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String one(String name) {
    return query
        .one(name)
        .orElseThrow(
            () ->
                new NotUnderstoodException(
                    "Ask with one method, one url, and a header for each line: "
                        + "?method=GET&url=http%3A%2F%2Fapi.example.com%2Forders"));
  }

  private static String shown(String text) {
    return Query.shown(text);
  }
}
