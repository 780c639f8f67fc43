package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ListenerDefinition.Limits;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.ProblemException;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/2 request against RFC 9113 section 8 into the form that HTTP/1 heads
 * have, so that everything after it is the same for both. One for each connection; holds what it
 * learned of the last head.
 */
final class Http2RequestHead {

  /** What a line of HTTP/1 takes beyond name and value. */
  private static final int LINE = 4;

  private static final int VERSION = 10;

  private final Limits limits;
  private @Nullable CharSequence method;
  private @Nullable CharSequence scheme;
  private @Nullable CharSequence authority;
  private @Nullable CharSequence path;
  private boolean malformed;

  Http2RequestHead(Limits limits) {
    this.limits = limits;
  }

  /** The longest head that is worth decompressing, as HPACK counts: 32 for each field. */
  static long mostBytes(Limits limits) {
    return limits.requestLine().bytes()
        + limits.headers().bytes()
        + 32L * (limits.headerCount() + 4);
  }

  /** Whether the last head broke the rules of the protocol, not only ours. */
  boolean malformed() {
    return malformed;
  }

  /** The method of the last head, where so much of it was well-formed. */
  String method() {
    CharSequence written = method;
    return written == null || !FieldSyntax.isToken(written) ? "-" : written.toString();
  }

  /**
   * The head as an HTTP/1.1 head would have been decoded.
   *
   * @throws ProblemException if the request must be refused
   */
  HttpRequest read(Http2Headers fields) {
    method = null;
    scheme = null;
    authority = null;
    path = null;
    malformed = true;
    HttpHeaders lines =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    int count = 0;
    long bytes = 0;
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      CharSequence name = field.getKey();
      CharSequence value = field.getValue();
      if (!name.isEmpty() && name.charAt(0) == ':') {
        pseudo(name, value);
      } else {
        count++;
        bytes += name.length() + value.length() + LINE;
        field(lines, name, value);
      }
    }
    if (fields instanceof Http2HeadDecoder.Fields received && received.misplaced()) {
      throw Faults.bad("a pseudo-header behind a field");
    }
    return request(lines, count, bytes);
  }

  /**
   * The fields behind the content.
   *
   * @throws ProblemException if they are not well-formed
   */
  static Headers trailers(Http2Headers fields) {
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      check(field.getKey(), field.getValue());
    }
    return TrailerFields.passed(fields);
  }

  private void pseudo(CharSequence name, CharSequence value) {
    if (is(name, ":method")) {
      method = once(method, name, value);
    } else if (is(name, ":path")) {
      path = once(path, name, value);
    } else if (is(name, ":authority")) {
      authority = once(authority, name, value);
    } else if (is(name, ":scheme")) {
      scheme = once(scheme, name, value);
    } else {
      throw Faults.bad("a pseudo-header that no request has");
    }
  }

  private static CharSequence once(
      @Nullable CharSequence known, CharSequence name, CharSequence value) {
    if (known != null) {
      throw Faults.bad("two " + name);
    }
    return value;
  }

  private static void field(HttpHeaders lines, CharSequence name, CharSequence value) {
    check(name, value);
    if (is(name, "cookie")) {
      // browsers send the pieces of one line as lines of their own (RFC 9113 section 8.2.3)
      String sofar = lines.get(name);
      lines.set(name, sofar == null ? value : sofar + "; " + value);
    } else {
      lines.add(name, value);
    }
  }

  private static void check(CharSequence name, CharSequence value) {
    if (!FieldSyntax.isToken(name) || hasUpperCase(name)) {
      throw Faults.bad("the name of a field is not a lower-case token");
    }
    if (!FieldSyntax.isValue(value) || isSpaced(value)) {
      throw Faults.bad("a control character in a field, or a space around it");
    }
    switch (FieldKind.of(name)) {
      case CONNECTION, TRANSFER_ENCODING -> throw Faults.bad("a field of HTTP/1 connections");
      case HOP_BY_HOP -> {
        if (is(name, "te") ? !is(value, "trailers") : isOfConnection(name)) {
          throw Faults.bad("a field of HTTP/1 connections");
        }
      }
      default -> {}
    }
  }

  private static boolean isOfConnection(CharSequence name) {
    return is(name, "keep-alive") || is(name, "proxy-connection") || is(name, "upgrade");
  }

  private static boolean hasUpperCase(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      if (AsciiString.isUpperCase(name.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSpaced(CharSequence value) {
    return !value.isEmpty()
        && (isSpace(value.charAt(0)) || isSpace(value.charAt(value.length() - 1)));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean is(CharSequence text, String lowerCase) {
    return AsciiString.contentEquals(text, lowerCase);
  }

  private HttpRequest request(HttpHeaders lines, int count, long bytes) {
    CharSequence verb = method;
    CharSequence target = path;
    if (verb == null || !FieldSyntax.isToken(verb)) {
      throw Faults.bad("no :method, or one that is not a token");
    }
    if (is(verb, "CONNECT")) {
      malformed = false;
      throw new ProblemException(Faults.methodNotAllowed("CONNECT"));
    }
    if (target == null || scheme == null) {
      throw Faults.bad("no :path or no :scheme");
    }
    if (!isTarget(verb, target)) {
      throw Faults.bad(":path is neither a path nor the * of OPTIONS");
    }
    if (!AsciiString.contentEqualsIgnoreCase(scheme, "https")
        && !AsciiString.contentEqualsIgnoreCase(scheme, "http")) {
      throw Faults.bad(":scheme is neither https nor http");
    }
    host(lines);
    malformed = false;
    if (verb.length() + target.length() + VERSION > limits.requestLine().bytes()) {
      throw new ProblemException(Faults.uriTooLong((int) limits.requestLine().bytes()));
    }
    if (count > limits.headerCount()) {
      throw new ProblemException(
          Faults.headersTooLarge("there are more than " + limits.headerCount() + " header lines"));
    }
    if (bytes > limits.headers().bytes()) {
      throw new ProblemException(tooLarge(limits));
    }
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.valueOf(verb.toString()), target.toString(), lines);
  }

  /** The problem of a head that is too long. */
  static io.gatehouse.api.http.Problem tooLarge(Limits limits) {
    return Faults.headersTooLarge(
        "the header lines are longer than " + limits.headers().bytes() + " bytes");
  }

  private static boolean isTarget(CharSequence verb, CharSequence target) {
    if (target.isEmpty()
        || (target.charAt(0) != '/' && !(is(target, "*") && is(verb, "OPTIONS")))) {
      return false;
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 127) {
        return false;
      }
    }
    return true;
  }

  /** What {@code Host} and {@code :authority} say must be one; what is behind knows the first. */
  private void host(HttpHeaders lines) {
    CharSequence named = authority;
    if (named == null) {
      return;
    }
    String written = lines.get(HttpHeaderNames.HOST);
    String host = named.toString();
    if (written == null) {
      lines.add(HttpHeaderNames.HOST, host);
    } else if (lines.getAll(HttpHeaderNames.HOST).size() > 1
        || (!written.equals(host)
            && !HostForm.canonical(written).equals(HostForm.canonical(host)))) {
      throw Faults.bad(":authority names another host than Host");
    }
  }
}
