package io.gatehouse.http.upstream;

import io.gatehouse.api.http.ProblemException;

/**
 * A target as one definition of its upstream has it; how it is doing is known beyond that.
 * Immutable but for its health.
 *
 * @param weight its share, compared with the others'; 0 for none
 * @param priority asked only while none of a lower number is in
 * @param rules when it is left out
 */
record Target(TargetUrl url, int weight, int priority, HealthRules rules, TargetHealth health) {

  boolean in() {
    return passesChecks() && health.ejection() == null;
  }

  /** Whether requests find out if it is back; nobody needs to where it is asked anyhow. */
  boolean takesTrials() {
    return weight > 0 && !rules.checked();
  }

  /** Whether a request is to find out if it is back: one for all. */
  boolean takesTrial(long now) {
    return takesTrials() && health.takesTrial(now);
  }

  boolean passesChecks() {
    return !rules.checked() || !health.down();
  }

  /** It accepted no connection; the reason is for the operator. */
  void refused(String exchangeId, ProblemException why, String reason) {
    health.refused(rules, exchangeId, why.problem().code(), reason);
  }

  /**
   * It failed an exchange; the reason is for the operator.
   *
   * @param since when the request was begun
   */
  void failed(String exchangeId, ProblemException why, String reason, long since) {
    health.failed(rules, exchangeId, why.problem().code(), reason, since);
  }

  /** It answered. */
  void answered(String exchangeId, int status, long since) {
    if (status >= 400 && rules.bad().get(status)) {
      health.answeredBadly(rules, exchangeId, status, since);
    } else {
      health.succeeded(since);
    }
  }
}
