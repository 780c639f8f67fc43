package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.HashKey;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.netty.handler.codec.http.HttpHeaderNames;

/**
 * The same target for the same key: the one whose name makes the most of the key. When a target
 * goes only its keys move, and move back when it returns; gateways and restarts agree, because
 * names and keys are all there is to it. Requests without the key are sent in turn.
 */
final class RendezvousHash implements Balancer {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long[] names;
  private final HashKey key;
  private final Balancer otherwise;

  RendezvousHash(Lane[] lanes, HashKey key, Balancer otherwise) {
    this.names = new long[lanes.length];
    for (int i = 0; i < lanes.length; i++) {
      names[i] = hash(lanes[i].target().url().label());
    }
    this.key = key;
    this.otherwise = otherwise;
  }

  @Override
  public int choose(Roster roster, GatewayRequest request, Exchange exchange) {
    String value = value(request, exchange);
    if (value.isEmpty()) {
      return otherwise.choose(roster, request, exchange);
    }
    long hash = hash(value);
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int at = 0; at < roster.size(); at++) {
      // uniform in (0, 1), and with the logarithm each wins as often as its share says
      double chance = ((mix(hash ^ names[roster.member(at)]) >>> 11) + 0.5) * 0x1.0p-53;
      double score = roster.even() ? chance : -roster.share(at) / Math.log(chance);
      if (score > most) {
        most = score;
        best = at;
      }
    }
    return roster.member(best);
  }

  private String value(GatewayRequest request, Exchange exchange) {
    return switch (key.by()) {
      case HEADER -> request.headers().firstOr(key.name(), "");
      case COOKIE ->
          cookie(request.headers().firstOr(HttpHeaderNames.COOKIE.toString(), ""), key.name());
      case CLIENT_ADDRESS -> exchange.client().address();
      case PATH -> request.path();
    };
  }

  /** The value of a cookie; empty where there is none of the name. */
  static String cookie(String field, String name) {
    int at = 0;
    while (at < field.length()) {
      int semicolon = field.indexOf(';', at);
      int end = semicolon < 0 ? field.length() : semicolon;
      while (at < end && field.charAt(at) == ' ') {
        at++;
      }
      int value = at + name.length() + 1;
      if (value <= end && field.startsWith(name, at) && field.charAt(value - 1) == '=') {
        return field.substring(value, end);
      }
      at = end + 1;
    }
    return "";
  }

  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Spreads what differs in one bit over all of them (Stafford's thirteenth). */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
