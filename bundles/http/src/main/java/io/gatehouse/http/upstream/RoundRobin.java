package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;

/** In turn; by shares, evenly mixed, where they differ. */
final class RoundRobin implements Balancer {

  private final long[] credit;
  private int turn;

  RoundRobin(int targets, int start) {
    this.credit = new long[targets];
    this.turn = start;
  }

  @Override
  public int choose(Roster roster, GatewayRequest request, Exchange exchange) {
    if (roster.even()) {
      return roster.member(Math.floorMod(turn++, roster.size()));
    }
    // everybody earns its share, the richest pays for all: 5, 1, 1 is a a b a c a a
    long total = 0;
    int richest = roster.member(0);
    for (int at = 0; at < roster.size(); at++) {
      int member = roster.member(at);
      credit[member] += roster.share(at);
      total += roster.share(at);
      richest = credit[member] > credit[richest] ? member : richest;
    }
    credit[richest] -= total;
    return richest;
  }
}
