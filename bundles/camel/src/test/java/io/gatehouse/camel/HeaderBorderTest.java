package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderBorderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CamelHttpUri",
        "camelhttppath",
        "CAMELHttpQuery",
        "cAmElFileName",
        "CamelExecCommandExecutable",
        "CamelBeanMethodName",
        "CamelJmsDestinationName",
        "CamelSqlQuery",
        "CamelHttpResponseCode",
        "Camel",
        "camel-anything",
        "org.apache.camel.some",
        "ORG.APACHE.CAMEL.x",
        "breadcrumbId",
        "BREADCRUMBID",
        "gatehouseMethod",
        "Transfer-Encoding",
        "content-length",
        "Host",
        "Connection"
      })
  void instructionsAndTransportStayOutside(String name) {
    assertThat(HeaderBorder.passes(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"accept", "X-Camel", "content-type", "soapaction", "x-request-id"})
  void theOthersPass(String name) {
    assertThat(HeaderBorder.passes(name)).isTrue();
  }
}
