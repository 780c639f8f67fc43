package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoapTest {

  private static final String V11 = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final String V12 = "http://www.w3.org/2003/05/soap-envelope";
  private static final String META =
      "export const meta = { body: { request: 'xml', response: 'xml' } };";

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @ParameterizedTest
  @CsvSource({V11 + ",1.1", V12 + ",1.2"})
  void theEnvelopesPartsAreThere(String namespace, String version) {
    String envelope =
        "<s:Envelope xmlns:s='%s'>\n <s:Header><t:Id xmlns:t='urn:t'>7</t:Id></s:Header>\n <s:Body>"
                .formatted(namespace)
            + "<o:GetOrder xmlns:o='urn:o'/><o:Second xmlns:o='urn:o'/></s:Body></s:Envelope>";

    assertThat(
            told(
                "const { soap } = request; return new Response([soap.version, soap.header.text,"
                    + " soap.body.children.length, soap.operation, soap.fault, soap.envelope ==="
                    + " request.data].join())",
                envelope))
        .isEqualTo(version + ",7,2,GetOrder,,true");
  }

  @ParameterizedTest
  @CsvSource({
    V11 + ", s:Header, s:Body",
    V12 + ", s:Header, s:Body",
  })
  void theHeaderIsMadeAndRemoved(String namespace, String header, String body) {
    String bare =
        "<s:Envelope xmlns:s=\"%s\"><s:Body><a/></s:Body></s:Envelope>".formatted(namespace);

    String made =
        left("request.soap.header = xml.element('t:Id', { 'xmlns:t': 'urn:t' }, '7')", bare);

    assertThat(made)
        .contains("<%s><t:Id xmlns:t=\"urn:t\">7</t:Id></%s><%s>".formatted(header, header, body));
    assertThat(left("request.soap.header = null", made)).endsWith(bare);
    assertThat(left("request.soap.header = xml.element('b')", made))
        .contains("<%s><b/></%s>".formatted(header, header));
    assertThat(left("request.soap.header = xml.element('" + header + "')", made))
        .contains("<%s/>".formatted(header));
    assertThat(left("request.soap.header = null", bare)).as("nothing to remove").isEqualTo(bare);
  }

  @Test
  void theBodyIsChangedInPlaceAndReplaced() {
    String envelope = envelope(V11, "<o:Get xmlns:o=\"urn:o\"><id>7</id></o:Get>");

    assertThat(left("request.soap.body.select('//id')[0].text = '8'", envelope))
        .contains("<o:Get xmlns:o=\"urn:o\"><id>8</id></o:Get>");
    assertThat(left("request.soap.body = xml.element('Other')", envelope))
        .contains("<s:Body><Other/></s:Body>");
    assertThat(left("request.soap.body = request.soap.body", envelope)).isEqualTo(envelope);
    assertThat(left("request.soap.body", envelope)).as("only read").isEqualTo(envelope);
  }

  @Test
  void faultsOfEitherVersionSayTheSame() {
    String v11 =
        envelope(
            V11,
            "<s:Fault><faultcode>s:Server</faultcode><faultstring>It broke</faultstring>"
                + "<faultactor>urn:a</faultactor><detail><x/></detail></s:Fault>");
    String v12 =
        envelope(
            V12,
            "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text"
                + " xml:lang=\"en\">It broke</s:Text></s:Reason><s:Role>urn:a</s:Role>"
                + "<s:Detail><x/></s:Detail></s:Fault>");
    String script =
        "const f = request.soap.fault; return new Response([f.code, f.reason, f.role,"
            + " f.detail.children.length, request.soap.operation].join())";

    assertThat(told(script, v11)).isEqualTo("Server,It broke,urn:a,1,");
    assertThat(told(script, v12)).isEqualTo("Receiver,It broke,urn:a,1,");
    String change = "request.soap.fault.code = 'Mine'; request.soap.fault.reason = 'Less'";
    assertThat(left(change, v11))
        .contains("<faultcode>s:Mine</faultcode><faultstring>Less</faultstring>");
    assertThat(left(change, v12)).contains("<s:Value>s:Mine</s:Value>").contains(">Less</s:Text>");
  }

  @Test
  void aResponsesFaultIsChangedToo() {
    String content =
        envelope(
            V11,
            "<s:Fault><faultcode>s:Server</faultcode><faultstring>At"
                + " 10.0.0.1</faultstring></s:Fault>");
    PolicyResult<GatewayResponse> result =
        workshop
            .script(META + "export function onResponse(r) { r.soap.fault.reason = 'It failed' }")
            .onResponse(GatewayResponse.of(500).withBody(Body.of(content)), workshop.exchange());

    assertThat(text(Outcomes.continued(result).body()))
        .contains("<faultstring>It failed</faultstring>")
        .doesNotContain("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<order/>",
        "<Envelope><Body/></Envelope>",
        "<s:Envelope xmlns:s='urn:other'><s:Body/></s:Envelope>",
        "",
      })
  void whatIsNoEnvelopeHasNone(String content) {
    assertThat(told("return new Response(String(request.soap))", content)).isEqualTo("undefined");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<s:Header/>",
        "<Body/>",
        "<s:Body/><s:Body/>",
        "<s:Header/><s:Header/><s:Body/>",
        "<s:Body/><s:Header/>",
        "<other/><s:Body/>",
        "<x:Body xmlns:x='http://www.w3.org/2003/05/soap-envelope'/>",
      })
  void anEnvelopeThatCanBeReadInTwoWaysIsRefused(String parts) {
    Problem problem =
        Outcomes.failed(
            run("request.soap", "<s:Envelope xmlns:s='%s'>%s</s:Envelope>".formatted(V11, parts)));

    assertThat(problem.code()).isEqualTo("BODY_NOT_SOAP");
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).startsWith("the request body is not SOAP: the envelope ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.soap.header = '<a/>'",
        "request.soap.body = null",
        "request.soap.operation = 'x'",
        "request.soap.constructor.prototype.version = 1",
        "request.soap.header = request.data",
      })
  void whatIsNoElementIsAFailureOfTheScript(String statement) {
    assertThat(Outcomes.failed(run(statement, envelope(V11, "<a/>"))).code())
        .isEqualTo("SCRIPT_FAILED");
  }

  @Test
  void otherContentIsToldFromSoap() {
    workshop
        .script(
            "export const meta = { body: { request: 'json' } };"
                + "export function onRequest(request) { request.soap }")
        .onRequest(RequestBuilder.post("/", "{}").build(), workshop.exchange());

    assertThat(workshop.scripts().status().getFirst().detail())
        .contains("request.soap: the content is json (expected: meta.body = { request: \"xml\" }");
  }

  private static String envelope(String namespace, String content) {
    return "<s:Envelope xmlns:s=\"%s\"><s:Body>%s</s:Body></s:Envelope>"
        .formatted(namespace, content);
  }

  private static PolicyResult<GatewayRequest> run(String statements, String content) {
    return workshop
        .script(META + "export function onRequest(request) { " + statements + " }")
        .onRequest(RequestBuilder.post("/", content).build(), workshop.exchange());
  }

  private static String told(String statements, String content) {
    return text(Outcomes.responded(run(statements, content)).body());
  }

  /** The content as the statements leave it. */
  private static String left(String statements, String content) {
    return text(Outcomes.continued(run(statements, content)).body());
  }

  private static String text(Body body) {
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
