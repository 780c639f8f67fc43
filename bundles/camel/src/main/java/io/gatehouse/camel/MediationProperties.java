package io.gatehouse.camel;

/**
 * Properties that a route finds on its Camel exchange. Properties, not headers, because nothing a
 * client sends can become one, and no component reads them as instructions or sends them on.
 */
public final class MediationProperties {

  /** The request's method, a {@code String}. */
  public static final String METHOD = "gatehouseMethod";

  /** The request's path in its canonical form, percent-encoded, a {@code String}. */
  public static final String PATH = "gatehousePath";

  /** The query as sent, without the question mark, a {@code String}. */
  public static final String QUERY = "gatehouseQuery";

  /**
   * What the path template bound, decoded, a {@code Map<String, String>}: {@code
   * ${exchangeProperty.gatehousePathParameters[id]}}.
   */
  public static final String PATH_PARAMETERS = "gatehousePathParameters";

  /** The id of the gateway's exchange, a {@code String}: what {@code x-request-id} says. */
  public static final String EXCHANGE_ID = "gatehouseExchangeId";

  /** The API, a {@code String}. */
  public static final String API = "gatehouseApi";

  /** The route of the API, a {@code String}. */
  public static final String ROUTE = "gatehouseRoute";

  /** The id of the consumer, a {@code String}; not set where nobody was established. */
  public static final String CONSUMER = "gatehouseConsumer";

  private MediationProperties() {}
}
