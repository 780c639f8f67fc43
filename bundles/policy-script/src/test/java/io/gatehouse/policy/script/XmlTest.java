package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

  private static final String ORDER =
      """
      <?xml version="1.0"?><!-- none -->
      <o:order xmlns:o="urn:orders" xmlns="urn:plain" id="7" o:kind="express">
        <o:item n="1">lamp &amp; <b>shade</b></o:item>
        <o:item n="2"><![CDATA[<rug>]]></o:item>
        <note/>
        <price>12.50</price><price>7.5</price>
      </o:order>
      """;

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
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "/o:order/@id                                  => 7",
        "string(/o:order/o:item[2])                    => <rug>",
        "//o:item[@n='1']/p:b                          => shade",
        "//p:b/..                                      => lamp & shade",
        "count(//o:item)                               => 2",
        "count(//*)                                    => 7",
        "count(//node())                               => 17",
        "count(/descendant::text()[normalize-space()])  => 5",
        "sum(//p:price)                                => 20",
        "//p:price[last()]                             => 7.5",
        "//p:price[position() = 1] + 1                 => 13.5",
        "//p:price[. > 10]                             => 12.50",
        "//p:price[. < 10 or @none]                    => 7.5",
        "concat(name(/*), '|', local-name(/*), '|', namespace-uri(/*)) => o:order|order|urn:orders",
        "/*/@o:kind                                    => express",
        "/*/@kind                                      => ``",
        "//o:item/following-sibling::p:note/preceding-sibling::o:item[1]/@n => 2",
        "name(//p:b/ancestor::*[last()])               => o:order",
        "boolean(//none)                               => false",
        "not(//none) and true()                        => true",
        "substring('12345', 2, 3)                      => 234",
        "substring('12345', 1.5, 2.6)                  => 234",
        "translate('bar', 'abc', 'AB')                 => BAr",
        "normalize-space('  a   b ')                   => a b",
        "substring-after('a=b', '=')                   => b",
        "string-length('\uD83D\uDE00a')                => 2",
        "7 mod 2 * 3 - -1                              => 4",
        "6 div 4                                       => 1.5",
        "count(//o:item | //p:price | //o:item)        => 4",
        "(//o:item | //p:price)[3]                     => 12.50",
        "self::o:order/@id                             => 7",
        "id => ``",
      })
  void pathsSelect(String path, String expected) {
    assertThat(told("request.data.value(\"" + path + "\", { o: 'urn:orders', p: 'urn:plain' })"))
        .isEqualTo(expected);
  }

  @Test
  void selectionsAreElementsAndStrings() {
    assertThat(
            told(
                """
                (() => {
                  const ns = { x: "urn:orders" };
                  const [first, second] = request.data.select("x:item", ns);
                  return [first.name, second.getAttribute("n"), first.select("@n")[0], first.select("text()").length,
                    first.parent.localName, second.namespace, first.select("/x:order", ns)[0] === first.parent].join("|");
                })()
                """))
        .isEqualTo("o:item|2|1|1|order|urn:orders|true");
  }

  @Test
  void documentsAreChangedAndBuilt() {
    GatewayRequest passed =
        passed(
            """
            const root = request.data;
            root.setAttribute("id", "8 & \\"9\\"");
            root.removeAttribute("o:kind");
            for (const price of root.select("p:price", { p: "urn:plain" })) price.remove();
            const [first, second] = root.select("o:item", { o: "urn:orders" });
            second.text = "a < b";
            first.replaceWith("text", xml.element("extra", { n: 1 }, "x", xml.element("y")));
            root.append(second);
            """,
            ORDER);

    assertThat(text(passed).replaceAll(">\\s+", ">").replaceAll("\\s+<", "<"))
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><o:order xmlns:o=\"urn:orders\""
                + " xmlns=\"urn:plain\" id=\"8 &amp; &quot;9&quot;\">text<extra"
                + " n=\"1\">x<y/></extra><note/><o:item n=\"2\">a &lt; b</o:item></o:order>");
  }

  @Test
  void contentThatIsOnlyReadStaysAsItWas() {
    assertThat(text(passed("request.data.select('//*').length", ORDER))).isEqualTo(ORDER);
  }

  @Test
  void theDeclaredEncodingCounts() {
    byte[] latin =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>caf\u00e9</a>"
            .getBytes(StandardCharsets.ISO_8859_1);
    Policy policy = script("request.headers.set('x-a', request.data.text)");
    GatewayRequest request = RequestBuilder.post("/", "x").build().withBody(Body.of(latin));

    GatewayRequest passed = Outcomes.continued(policy.onRequest(request, workshop.exchange()));

    assertThat(passed.headers().first("x-a")).contains("caf\u00e9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><a/>",
        "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>",
        "<a>&unknown;</a>",
        "<a",
        "<a></b>",
        "<a/><b/>",
        "not xml",
        "<a x='1' x='2'/>",
        "<p:a/>",
        "<?xml version=\"1.1\"?><a>&#1;</a>",
        "<a>\u0001E</a>",
      })
  void whatIsNoPlainDocumentIsTheClients(String document) {
    Problem problem =
        Outcomes.failed(
            script("request.data")
                .onRequest(RequestBuilder.post("/", document).build(), workshop.exchange()));

    assertThat(problem.code()).isEqualTo("BODY_NOT_XML");
    assertThat(problem.status()).isEqualTo(400);
  }

  @Test
  void depthAndNumberAreBounded() {
    String deep = "<a>".repeat(300) + "</a>".repeat(300);
    String many = "<a>" + "<b/>".repeat(100_001) + "</a>";
    for (String document : new String[] {deep, many}) {
      assertThat(
              Outcomes.failed(
                      script("request.data")
                          .onRequest(
                              RequestBuilder.post("/", document).build(), workshop.exchange()))
                  .detail())
          .contains("more than");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "xml.parse('<a')                                | xml.parse:",
        "xml.parse('<!DOCTYPE a><a/>')                  | a document type",
        "xml.element('a b')                             | expected: a name",
        "xml.element('a', { '\"': 1 })                  | expected: a name",
        "xml.element('a', {}, '\\u0000')                | control character",
        "xml.build({})                                  | expected: an element",
        "request.data.select('//o:item')                | the prefix 'o' stands for nothing",
        "request.data.select('//[')                     | where a name is expected",
        "request.data.select('count(//a)')              | where nodes are expected",
        "request.data.select('none()')                  | no function 'none'",
        "request.data.select('up::a')                   | no axis 'up'",
        "request.data.select('a b')                     | 'b' is too much",
        "request.data.select('(1')                      | missing at the end",
        "request.data.select('\\u0000')                 | not understood",
        "request.data.select('('.repeat(5000))          | longer than",
        "request.data.select('('.repeat(500))           | nested deeper",
        "request.data.append(request.data)              | within itself",
        "request.data.replaceWith('x')                  | root element",
        "xml.parse = 1                                  | read only",
        "Object.getPrototypeOf(request.data).append = 1 | read",
      })
  void mistakesAreTold(String expression, String reason) {
    assertThat(
            told(
                "(() => { try { "
                    + expression
                    + "; return 'passed' } catch (e) { return e.message } })()"))
        .containsIgnoringCase(reason);
  }

  @Test
  void aSlowPathIsStopped() {
    Policy policy =
        script("request.data.select('//*[count(//*[count(//*) > 0]) > 0]'.replace('0', '0'))");
    String many = "<a>" + "<b/>".repeat(3000) + "</a>";

    Problem problem =
        Outcomes.failed(
            policy.onRequest(RequestBuilder.post("/", many).build(), workshop.exchange()));

    assertThat(problem.code()).isIn("SCRIPT_TIMEOUT", "SCRIPT_MEMORY");
  }

  @ParameterizedTest
  @CsvSource({
    "xml, BODY_NOT_XML, '<a>&#48;&#120;', </a>",
    "form, BODY_NUMBER_TOO_LONG, 'a=%30%78', ''"
  })
  void aNumberThatTakesTooLongIsSeenHoweverItIsSpelt(
      String mode, String code, String before, String after) {
    Policy policy =
        workshop.script(
            "export const meta = { body: { request: '"
                + mode
                + "' } }; export function onRequest(request) { request.data; }");
    String content = before + "1".repeat(200_000) + after;

    assertThat(
            Outcomes.failed(
                    policy.onRequest(
                        RequestBuilder.post("/", content).build(), workshop.exchange()))
                .code())
        .isEqualTo(code);
  }

  @Test
  void formsAreReadAndChanged() {
    Policy policy =
        workshop.script(
            "export const meta = { body: { request: 'form' } };"
                + "export function onRequest(request) {"
                + " if (request.data.get('a') === '1 2') request.data.append('c', '\u00fc&'); }");

    assertThat(text(run(policy, "a=1+2&b="))).isEqualTo("a=1+2&b=&c=%C3%BC%26");
    assertThat(text(run(policy, "a=%31&b"))).as("only read").isEqualTo("a=%31&b");
  }

  private static GatewayRequest run(Policy policy, String body) {
    return Outcomes.continued(
        policy.onRequest(RequestBuilder.post("/", body).build(), workshop.exchange()));
  }

  private static GatewayRequest passed(String statements, String document) {
    return run(script(statements), document);
  }

  private static String told(String expression) {
    return passed(
            "request.headers.set('x-told', encodeURIComponent(String(" + expression + ")))", ORDER)
        .headers()
        .first("x-told")
        .map(t -> java.net.URLDecoder.decode(t, StandardCharsets.UTF_8))
        .orElse("");
  }

  private static Policy script(String statements) {
    return workshop.script(
        "export const meta = { body: { request: 'xml' } };\n"
            + "export function onRequest(request) {\n"
            + statements
            + "\n}");
  }

  private static String text(GatewayRequest request) {
    return request.body() instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
