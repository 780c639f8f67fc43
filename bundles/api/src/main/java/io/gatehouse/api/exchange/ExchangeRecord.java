package io.gatehouse.api.exchange;

import java.util.Optional;

/**
 * What is left of a finished exchange: the source of access log, metrics and analytics. Exactly one
 * for every request that arrived, the refused and the aborted ones included.
 *
 * @param epochMillis when the first byte of the request was read
 * @param durationNanos from then until the last byte of the response was written or the client gone
 * @param upstreamNanos the part spent waiting for the destination's response head; 0 where none was
 *     asked
 * @param api empty where no route matched
 * @param consumer the id, empty where nobody was established
 * @param path canonical, without the query: queries carry secrets
 * @param status what was sent, or 0 where the client left before anything was
 * @param bytesIn content bytes received
 * @param bytesOut content bytes sent
 * @param target host and port of the upstream target, empty where none was asked
 * @param retries how often the request was sent to the upstream again
 * @param failure the code of the problem, empty where there was none
 * @param completed whether the response was sent to its end
 */
public record ExchangeRecord(
    String id,
    String traceId,
    long epochMillis,
    long durationNanos,
    long upstreamNanos,
    String listener,
    String clientAddress,
    String api,
    String route,
    String consumer,
    String method,
    String authority,
    String path,
    String protocol,
    int status,
    long bytesIn,
    long bytesOut,
    String upstream,
    String target,
    int retries,
    String failure,
    Optional<io.gatehouse.api.http.FailureOrigin> origin,
    boolean completed,
    String userAgent) {}
