package io.gatehouse.api.exchange;

/** Told of every finished exchange; a service of whoever logs, counts or analyses. */
@org.osgi.annotation.versioning.ConsumerType
public interface ExchangeObserver {

  /** Called once for each exchange on its event loop: must neither block nor throw. */
  void completed(ExchangeRecord exchangeRecord);
}
