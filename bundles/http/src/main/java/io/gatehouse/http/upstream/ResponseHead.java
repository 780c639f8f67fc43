package io.gatehouse.http.upstream;

import io.gatehouse.api.http.ProblemException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a response says about the message, strictly read.
 *
 * @param length of the content in bytes; -1 where its end tells
 * @param untilClose whether the end of the connection is the end of the content
 * @param keepAlive whether the target lets the connection be used again
 * @param keepNanos for how long it does; -1 where it does not say
 */
record ResponseHead(
    int status, long length, boolean untilClose, boolean keepAlive, long keepNanos) {

  /**
   * Reads the head of a response and removes the fields that end here.
   *
   * @param toHead whether the request was a {@code HEAD}
   * @throws ProblemException where the framing is in doubt
   */
  static ResponseHead read(HttpResponse response, boolean toHead) {
    ProblemException undecodable = failure(response);
    if (undecodable != null) {
      throw undecodable;
    }
    int status = response.status().code();
    HttpVersion version = response.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      throw UpstreamFailure.protocolError("its version is " + version.text());
    }
    if (status < 100 || status > 599) {
      throw UpstreamFailure.protocolError("its status is " + status);
    }
    if (status == 101) {
      throw UpstreamFailure.protocolError("it switches protocols unasked");
    }
    if (status < 200) {
      return new ResponseHead(status, 0, false, true, -1);
    }
    HttpHeaders fields = response.headers();
    boolean chunked = chunked(fields);
    String lengthField = fields.get(HttpHeaderNames.CONTENT_LENGTH);
    boolean without = toHead || status == 204 || status == 304;
    boolean untilClose = !without && !chunked && lengthField == null;
    long length = -1;
    if (without) {
      length = 0;
    } else if (!chunked && lengthField != null) {
      length = Long.parseLong(lengthField);
    }
    boolean keepAlive = !untilClose && HttpUtil.isKeepAlive(response);
    long keepNanos = keepNanos(fields);
    if (status == 204) {
      fields.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    HopByHop.strip(fields);
    return new ResponseHead(status, length, untilClose, keepAlive, keepNanos);
  }

  /** Why the decoder gave up on this part of a response, if it did. */
  static @Nullable ProblemException failure(HttpObject part) {
    if (part.decoderResult().isSuccess()) {
      return null;
    }
    Throwable cause = part.decoderResult().cause();
    if (cause instanceof PrematureChannelClosureException) {
      return UpstreamFailure.reset("in the middle of the response's head");
    }
    if (cause instanceof TooLongFrameException) {
      return UpstreamFailure.protocolError(
          "its head is longer than " + ResponseDecoder.MAX_HEADER_BYTES / 1024 + "KiB");
    }
    return UpstreamFailure.protocolError("it is malformed", cause);
  }

  /** Only the one coding that everybody agrees on, once. */
  private static boolean chunked(HttpHeaders fields) {
    if (!fields.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return false;
    }
    List<String> codings = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.size() != 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
      throw UpstreamFailure.protocolError("it has an unknown transfer coding");
    }
    return true;
  }

  /** {@code Keep-Alive: timeout=5}, less a second for what is under way. */
  private static long keepNanos(HttpHeaders fields) {
    String hint = fields.get("keep-alive");
    if (hint == null) {
      return -1;
    }
    for (String parameter : hint.split(",", -1)) {
      String text = parameter.strip();
      if (text.matches("(?i)timeout=[0-9]{1,6}")) {
        long seconds = Long.parseLong(text.substring("timeout=".length()));
        return TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1));
      }
    }
    return -1;
  }
}
