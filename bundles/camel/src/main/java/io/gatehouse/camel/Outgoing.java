package io.gatehouse.camel;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;

/** Turns what a route left behind into a response. */
final class Outgoing {

  private static final String CONTENT_TYPE = "content-type";

  private Outgoing() {}

  /** What the route left cannot be sent. */
  static final class UnusableResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableResponseException(String message) {
      super(message);
    }
  }

  /** The response; headers that came with the request and were left as they were are not in it. */
  static GatewayResponse of(Exchange camelExchange, Incoming incoming)
      throws UnusableResponseException {
    Message message = camelExchange.getMessage();
    Object content = message.getBody();
    Body body = body(message, content);
    Headers headers = Headers.create();
    for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
      if (HeaderBorder.passes(header.getKey()) && !isUntouched(header, incoming)) {
        add(headers, header.getKey(), header.getValue());
      }
    }
    if (body.length() > 0 && !headers.contains(CONTENT_TYPE)) {
      headers.set(
          CONTENT_TYPE,
          content instanceof CharSequence
              ? "text/plain; charset=utf-8"
              : "application/octet-stream");
    }
    return new GatewayResponse(status(message, content), headers, body);
  }

  /**
   * Compared by identity: a route that sets a header to what it was before means it to be sent, and
   * one that does nothing would send the client its own credentials.
   */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isUntouched(Map.Entry<String, Object> header, Incoming incoming) {
    return incoming.headers().get(header.getKey()) == header.getValue();
  }

  private static int status(Message message, Object content) throws UnusableResponseException {
    Object written = message.getHeader(Exchange.HTTP_RESPONSE_CODE);
    if (written == null) {
      return content == null ? 204 : 200;
    }
    Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    if (status == null || status < 200 || status > 599) {
      throw new UnusableResponseException(
          Exchange.HTTP_RESPONSE_CODE + ": " + written + " (expected: 200 to 599)");
    }
    return status;
  }

  private static Body body(Message message, Object content) throws UnusableResponseException {
    if (content == null) {
      return Body.empty();
    }
    if (content instanceof CharSequence text) {
      return Body.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    try {
      return Body.of(message.getMandatoryBody(byte[].class));
    } catch (InvalidPayloadException | TypeConversionException e) {
      throw new UnusableResponseException(
          "body: " + content.getClass().getName() + " (expected: text, bytes or a stream)");
    }
  }

  private static void add(Headers headers, String name, Object value) {
    Collection<?> values = value instanceof Collection<?> several ? several : List.of(value);
    for (Object each : values) {
      // others are the route's own business; text that is no field value would forge a line
      if ((each instanceof CharSequence || each instanceof Number || each instanceof Boolean)
          && FieldSyntax.isToken(name)
          && FieldSyntax.isValue(each.toString())) {
        headers.add(name, each.toString());
      }
    }
  }
}
