package io.gatehouse.http.listener;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the header fields of a request, takes away those that must not pass and keeps what the
 * listener has to know of them. One for each connection; holds the last request's until the next.
 */
final class RequestFields {

  private static final int LENGTH_DIGITS = 18;

  private final boolean trusted;

  private long contentLength;
  private boolean chunked;
  private boolean keepAlive;
  private boolean closes;
  private boolean expectsContinue;
  private @Nullable String host;
  private @Nullable List<CharSequence> dropped;
  private int authorizations;
  private int contentTypes;
  private int expectations;

  /** Fields of a connection whose peer may or may not speak for others. */
  RequestFields(boolean trusted) {
    this.trusted = trusted;
  }

  /** The announced length; -1 where none was. */
  long contentLength() {
    return contentLength;
  }

  /** Whether a body follows. */
  boolean announcesContent() {
    return chunked || contentLength > 0;
  }

  /** Whether the client would go on using the connection. */
  boolean keepAlive() {
    return keepAlive;
  }

  boolean expectsContinue() {
    return expectsContinue;
  }

  /** As written, if at all. */
  @Nullable String host() {
    return host;
  }

  /**
   * Checks the fields and changes them to what may pass.
   *
   * @throws ProblemException if the request must be refused
   */
  void check(HttpRequest request) {
    boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    contentLength = -1;
    chunked = false;
    keepAlive = http11;
    closes = false;
    expectsContinue = false;
    host = null;
    dropped = null;
    authorizations = 0;
    contentTypes = 0;
    expectations = 0;
    HttpHeaders fields = request.headers();
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = fields.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      take(line.getKey(), line.getValue(), http11);
    }
    if (chunked && contentLength >= 0) {
      throw Faults.bad("both Content-Length and Transfer-Encoding");
    }
    if (chunked && !http11) {
      throw Faults.bad("Transfer-Encoding in an HTTP/1.0 request");
    }
    drop(fields);
    normalizeLength(fields);
  }

  private void take(CharSequence name, CharSequence value, boolean http11) {
    switch (FieldKind.of(name)) {
      case PLAIN, DATE -> {
        if (hasUnderscore(name)) {
          drop(name);
        }
      }
      case HOST -> {
        if (host != null) {
          throw Faults.bad("two Host lines");
        }
        host = value.toString();
      }
      case CONTENT_LENGTH -> takeLength(value);
      case TRANSFER_ENCODING -> {
        takeCoding(value);
        drop(name);
      }
      case CONTENT_TYPE -> {
        if (++contentTypes > 1) {
          throw Faults.bad("two Content-Type lines");
        }
      }
      case AUTHORIZATION -> {
        if (++authorizations > 1) {
          throw Faults.bad("two Authorization lines");
        }
      }
      case CONNECTION -> {
        takeOptions(value.toString());
        drop(name);
      }
      case EXPECT -> {
        takeExpectation(value, http11);
        drop(name);
      }
      case HOP_BY_HOP, RESERVED -> drop(name);
      case FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_HOST, PROXY_CLAIM -> {
        if (!trusted || hasUnderscore(name)) {
          drop(name);
        }
      }
      case HIXIE -> throw Faults.bad("a handshake of a WebSocket draft");
    }
  }

  private static boolean hasUnderscore(CharSequence name) {
    for (int i = name.length() - 1; i >= 0; i--) {
      if (name.charAt(i) == '_') {
        return true;
      }
    }
    return false;
  }

  private void takeLength(CharSequence value) {
    if (contentLength >= 0) {
      throw Faults.bad("two Content-Length lines");
    }
    if (value.isEmpty()) {
      throw Faults.bad("Content-Length is empty");
    }
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9') {
        throw Faults.bad("Content-Length is not a number");
      }
      length = length * 10 + c - '0';
      if (i >= LENGTH_DIGITS) {
        throw Faults.bad("Content-Length is too long a number");
      }
    }
    contentLength = length;
  }

  private void takeCoding(CharSequence value) {
    if (chunked) {
      throw Faults.bad("two Transfer-Encoding lines");
    }
    String coding = value.toString();
    if (coding.equalsIgnoreCase("chunked")) {
      chunked = true;
      return;
    }
    int comma = coding.lastIndexOf(',');
    if (comma > 0 && coding.substring(comma + 1).strip().equalsIgnoreCase("chunked")) {
      throw new ProblemException(
          Faults.notImplemented("a transfer coding other than chunked in Transfer-Encoding"));
    }
    throw Faults.bad("Transfer-Encoding is not chunked");
  }

  private void takeExpectation(CharSequence value, boolean http11) {
    if (++expectations > 1 || !value.toString().equalsIgnoreCase("100-continue")) {
      throw new ProblemException(Faults.expectationFailed());
    }
    expectsContinue = http11;
  }

  private void takeOptions(String value) {
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      String option = value.substring(start, end).strip();
      if (!option.isEmpty()) {
        takeOption(option);
      }
      start = end + 1;
    }
  }

  private void takeOption(String option) {
    if (option.equalsIgnoreCase("close")) {
      keepAlive = false;
      closes = true;
    } else if (option.equalsIgnoreCase("keep-alive")) {
      keepAlive = !closes;
    } else if (!FieldSyntax.isToken(option) || option.regionMatches(true, 0, "content-", 0, 8)) {
      throw Faults.bad("Connection lists something that is not the connection's");
    } else {
      switch (FieldKind.of(option)) {
        case HOST, TRANSFER_ENCODING, EXPECT ->
            throw Faults.bad("Connection lists a field that is not the connection's");
        case FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_HOST, PROXY_CLAIM -> {
          // a client must not make its proxy's word disappear
        }
        default -> drop(option);
      }
    }
  }

  private void drop(CharSequence name) {
    List<CharSequence> names = dropped;
    if (names == null) {
      names = new ArrayList<>(4);
      dropped = names;
    }
    names.add(name);
  }

  private void drop(HttpHeaders fields) {
    List<CharSequence> names = dropped;
    if (names != null) {
      for (CharSequence name : names) {
        fields.remove(name);
      }
    }
  }

  private void normalizeLength(HttpHeaders fields) {
    if (contentLength >= 0) {
      String written = fields.get(HttpHeaderNames.CONTENT_LENGTH);
      if (written != null && written.length() > 1 && written.charAt(0) == '0') {
        fields.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(contentLength));
      }
    }
  }
}
