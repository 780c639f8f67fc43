package io.gatehouse.mediation.example;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.camel.MediationProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;

/**
 * The Camel route: parse, then render. Each step is a processor; any other Camel step may follow.
 */
final class XmlViewRoute extends RouteBuilder {

  static final String ENTRY = "direct:xml-view";

  private final XmlViewConfig config;
  private final XmlView view;

  XmlViewRoute(XmlViewConfig config) {
    this.config = config;
    this.view = new XmlView(config.root());
  }

  @Override
  public void configure() {
    from(ENTRY)
        .routeId("xml-view")
        .process(this::parse)
        .process(this::render)
        .setHeader(Exchange.CONTENT_TYPE, constant("application/xml; charset=utf-8"));
  }

  /** What is wrong with the request is told in its own words; all else is the gateway's 502. */
  private void parse(Exchange camelExchange) {
    String json = camelExchange.getMessage().getBody(String.class);
    try {
      camelExchange
          .getMessage()
          .setBody(json == null ? pathParameters(camelExchange) : Jsoner.deserialize(json));
    } catch (DeserializationException e) {
      throw new ProblemException(malformed(), e);
    }
  }

  private void render(Exchange camelExchange) {
    Map<String, String> attributes = new LinkedHashMap<>();
    config
        .attribute()
        .ifPresent(
            name -> {
              String value = pathParameters(camelExchange).get(name);
              if (value != null) {
                attributes.put(name, value);
              }
            });
    Object document = camelExchange.getMessage().getBody();
    camelExchange.getMessage().setBody(view.render(document, attributes));
  }

  @SuppressWarnings("unchecked") // what the property holds is documented
  private static Map<String, String> pathParameters(Exchange camelExchange) {
    return camelExchange.getProperty(MediationProperties.PATH_PARAMETERS, Map.of(), Map.class);
  }

  private static Problem malformed() {
    return Problem.client(
        "MALFORMED_JSON", 400, "The content is not JSON", "The content cannot be read as JSON.");
  }
}
