package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.CamelBundles;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.SteadyLoad;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Camel routes that know nothing of the gateway, as bundles and as files. */
class CamelIT {

  private static final String KEY = "x-api-key: secret-of-it";

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static CamelBundles bundles;
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    bundles = new CamelBundles(Distribution.ofThisBuild());
    gateway =
        GatehouseInstance.named("camel")
            .file(
                "etc/consumers.yaml",
                """
                consumers:
                  - id: it
                    apiKeys: ["sha256:95baf73cb09d2e8fa1e08ee939c74b79cd986e1ab38fde4ac0b80d88e38ce4ef"]
                """)
            .file("deploy/at-start.yaml", yaml("/at-start", "there at start"))
            .file("apis/at-start.yaml", api("at-start", "mount: {}", ""))
            .start();
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  private static String api(String name, String to, String policies) {
    return """
    api: %1$s
    match: { paths: ["/%1$s", "/%1$s/**"] }
    policies: [ %3$s ]
    to: { %2$s }
    """
        .formatted(name, to, policies);
  }

  private static String yaml(String path, String answer) {
    return """
    - route:
        from:
          uri: netty-http:http://0.0.0.0%1$s
          parameters:
            nettySharedHttpServer: "#gatehouse"
          steps:
            - transform:
                simple: "%2$s"
    """
        .formatted(path, answer);
  }

  private static String mounted(String path, String steps) {
    return """
    from("netty-http:http://0.0.0.0%s?nettySharedHttpServer=#gatehouse").%s;
    """
        .formatted(path, steps);
  }

  private static String text(String path) {
    RawResponse response = gateway.get(path);
    return response.status() + " " + response.text();
  }

  private static void awaitText(String path, String expected) {
    Awaiting.until(path + " answers " + expected, () -> text(path).equals(expected));
  }

  @Test
  void aFileThatIsThereAtStartServesTheFirstRequest() {
    assertThat(text("/at-start")).isEqualTo("200 there at start");
    assertThat(gateway.status().state("routes", "at-start.yaml")).isEqualTo("serving");
  }

  @Test
  void aPlainBundleIsReachedThroughAClaimedPathOnly() {
    gateway.drop("apis/orders.yaml", api("orders", "mount: { path: /orders }", "api-key"));
    Awaiting.until("the API waits", () -> gateway.send("GET", "/orders", "", KEY).status() == 503);
    assertThat(gateway.send("GET", "/orders", "", KEY).text()).contains("MOUNT_NOT_SERVED");
    Awaiting.until(
        "the status says for what",
        () ->
            gateway
                .status()
                .find("mount", "/orders")
                .filter(e -> e.state().equals("waiting") && e.detail().contains("orders/"))
                .isPresent());

    gateway.drop(
        "deploy/acme-orders.jar",
        bundles.routes(
            "1.0.0",
            mounted(
                    "/orders",
                    "choice().when(simple(\"${header.CamelHttpMethod} == 'POST'\"))"
                        + ".transform(simple(\"created ${body}\"))"
                        + ".setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201))"
                        + ".otherwise().transform(simple(\"orders of ${header.customer}\")).end()")
                + mounted("/unclaimed", "transform(constant(\"open\"))")));

    Awaiting.until("it serves", () -> gateway.send("GET", "/orders", "", KEY).status() == 200);
    assertThat(gateway.send("GET", "/orders?customer=ada", "", KEY).text())
        .isEqualTo("orders of ada");
    assertThat(gateway.send("POST", "/orders", "a lamp", KEY).status()).isEqualTo(201);
    assertThat(gateway.send("POST", "/orders", "a lamp", KEY).text()).isEqualTo("created a lamp");
    assertThat(gateway.get("/orders").status()).isEqualTo(401);
    assertThat(gateway.get("/unclaimed").status()).isEqualTo(404);
    Awaiting.until(
        "the status tells what to write",
        () ->
            gateway
                .status()
                .find("mount", "/unclaimed")
                .filter(e -> e.detail().contains("to: { mount: { path: /unclaimed } }"))
                .isPresent());

    gateway.drop(
        "deploy/acme-orders.jar",
        bundles.routes("1.1.0", mounted("/orders", "to(\"nonsense:somewhere\")")));
    Awaiting.until(
        "the newer is refused", () -> gateway.errorBeside("deploy/acme-orders.jar").isPresent());
    assertThat(gateway.read("deploy/acme-orders.jar.error")).contains("nonsense");
    assertThat(gateway.send("GET", "/orders?customer=ada", "", KEY).text())
        .isEqualTo("orders of ada");

    gateway.remove("deploy/acme-orders.jar");
    Awaiting.until(
        "it stays, because its mount is in use",
        () ->
            gateway
                .errorBeside("deploy/acme-orders.jar")
                .orElse("")
                .contains("the file was removed while orders/default uses it"));
    assertThat(gateway.send("GET", "/orders?customer=ada", "", KEY).text())
        .isEqualTo("orders of ada");
    assertThat(gateway.run("bundle", "list").output())
        .containsPattern("acme.orders +1.0.0 +degraded .* mount /orders, mount /unclaimed");
    gateway.run("bundle", "remove", CamelBundles.SYMBOLIC_NAME, "--force");
    Awaiting.until(
        "the API waits again", () -> gateway.send("GET", "/orders", "", KEY).status() == 503);
    Awaiting.until("and says so", () -> gateway.status().state("api", "orders").equals("waiting"));
    assertThat(gateway.status().find("api", "orders").orElseThrow().detail())
        .contains("a mount of /orders, which nobody has");
    assertThat(gateway.status().state("route", "orders/default")).isEqualTo("waiting");
  }

  @Test
  void aBundleWhoseTimersDoNotStartGivesWayToTheOldOne() {
    Path ticks = gateway.base().resolve("bundle-ticks.txt");
    gateway.drop("apis/ticking.yaml", api("ticking", "mount: {}", ""));
    gateway.drop("deploy/ticking.jar", ticking("1.0.0", ""));
    awaitText("/ticking", "200 1.0.0");
    Awaiting.until("it ticks", () -> lines(ticks).size() > 2);

    gateway.drop(
        "deploy/ticking.jar",
        ticking(
            "2.0.0",
            "from(\"file:"
                + gateway.base()
                + "/nowhere?autoCreate=false&startingDirectoryMustExist=true\").to(\"log:x\");"));

    Awaiting.until(
        "the newer is refused",
        () ->
            gateway
                .errorBeside("deploy/ticking.jar")
                .orElse("")
                .contains("its Camel routes do not all run"));
    awaitText("/ticking", "200 1.0.0");
    int before = lines(ticks).size();
    Awaiting.until("the old one ticks again", () -> lines(ticks).size() > before + 2);
    List<String> all = lines(ticks);
    assertThat(all.subList(before, all.size())).containsOnly("1.0.0");
    assertThat(gateway.status().state("bundle", "acme.orders")).isEqualTo("degraded");

    gateway.drop("deploy/ticking.jar", ticking("3.0.0", ""));
    awaitText("/ticking", "200 3.0.0");
    gateway.run("bundle", "remove", CamelBundles.SYMBOLIC_NAME, "--force");
    gateway.remove("apis/ticking.yaml");
  }

  private static byte[] ticking(String version, String more) {
    return bundles.routes(
        version,
        mounted("/ticking", "transform(constant(\"" + version + "\"))")
            + "from(\"timer:tick?period=50&delay=10\").setBody(constant(\""
            + version
            + "\")).to(\"file:"
            + gateway.base()
            + "?fileName=bundle-ticks.txt&fileExist=Append&appendChars=\\\\n\");"
            + more);
  }

  @Test
  void routesThatARunningBundleRegistersAndReplacesServe() {
    gateway.drop("apis/late.yaml", api("late", "mount: {}", ""));
    gateway.drop("deploy/late.jar", bundles.registeringLate("acme.late", "/late"));

    awaitText("/late", "200 one");
    awaitText("/late", "200 two");

    assertThat(gateway.run("bundle", "remove", "acme.late", "--force").exitCode()).isZero();
    Awaiting.until("it is gone", () -> gateway.get("/late").status() == 503);
    gateway.remove("apis/late.yaml");
  }

  @Test
  void aRouteFileComesChangesBreaksAndGoesUnderLoad() {
    gateway.drop("apis/menu.yaml", api("menu", "mount: {}", ""));
    gateway.drop("deploy/menu.yaml", yaml("/menu", "one"));
    awaitText("/menu", "200 one");

    SteadyLoad load =
        SteadyLoad.start(
            Collections.nCopies(
                4,
                new SteadyLoad.Ask(
                    gateway::connect,
                    "GET /menu HTTP/1.1\r\nHost: it.test\r\n\r\n",
                    response ->
                        response.status() == 200
                            ? new SteadyLoad.Verdict.Good(response.text())
                            : new SteadyLoad.Verdict.Bad(response.statusLine()))),
            1_000_000);
    gateway.drop("deploy/menu.yaml", yaml("/menu", "two"));
    awaitText("/menu", "200 two");
    gateway.drop("deploy/menu.yaml", yaml("/menu", "three").replace("transform:", "transfrom:"));
    Awaiting.until("it is refused", () -> gateway.errorBeside("deploy/menu.yaml").isPresent());
    assertThat(gateway.read("deploy/menu.yaml.error"))
        .contains("deploy/menu.yaml:7")
        .contains("transfrom");
    assertThat(gateway.status().state("routes", "menu.yaml")).isEqualTo("degraded");
    assertThat(text("/menu")).isEqualTo("200 two");
    gateway.drop("deploy/menu.yaml", yaml("/menu", "four"));
    awaitText("/menu", "200 four");
    assertThat(load.stop().failures()).isEmpty();
    Awaiting.until("nothing is wrong", () -> !gateway.errorBeside("deploy/menu.yaml").isPresent());

    gateway.remove("deploy/menu.yaml");
    Awaiting.until("nobody serves it", () -> gateway.get("/menu").status() == 503);
    Awaiting.until("it is gone", () -> gateway.status().find("routes", "menu.yaml").isEmpty());
  }

  @Test
  void xmlRunsTooAndRestServicesAreMounted() {
    gateway.drop("apis/dishes.yaml", api("dishes", "mount: {}", ""));
    gateway.drop(
        "deploy/dishes.xml",
        """
        <camel>
          <rest path="/dishes">
            <get path="/{id}"><to uri="direct:dish"/></get>
          </rest>
          <route>
            <from uri="direct:dish"/>
            <transform><simple>dish ${header.id}</simple></transform>
          </route>
        </camel>
        """);

    awaitText("/dishes/7", "200 dish 7");
    assertThat(gateway.send("POST", "/dishes/7", "").status()).isEqualTo(405);
    Awaiting.until("nothing else is there", () -> gateway.get("/dishes/7/more").status() == 404);
    gateway.remove("deploy/dishes.xml");
  }

  @Test
  void aRouteCallsOverTheUpstreamClient() {
    UPSTREAM.answer(Responder.text("in stock"));
    gateway.drop("apis/stock.yaml", api("stock", "mount: {}", ""));
    gateway.drop(
        "deploy/stock.yaml",
        """
        - from:
            uri: netty-http:http://0.0.0.0/stock?nettySharedHttpServer=#gatehouse
            steps:
              - to: gatehouse:%s/lamps
              - transform: { simple: "lamps: ${body}" }
        """
            .formatted(UPSTREAM.url()));

    awaitText("/stock?size=xl", "200 lamps: in stock");
    assertThat(UPSTREAM.received()).extracting(Received::target).contains("/lamps?size=xl");
    gateway.remove("deploy/stock.yaml");
  }

  @Test
  void controlHeadersDoNotCross() {
    gateway.drop("apis/border.yaml", api("border", "mount: {}", ""));
    gateway.drop(
        "deploy/border.yaml", yaml("/border", "[${header.CamelFileName}] [${header.x-mine}]"));
    awaitText("/border", "200 [] []");

    RawResponse response =
        gateway.send(
            "GET",
            "/border?CamelFileName=a&camelfilename=b&CamelHttpResponseCode=418&x-mine=query",
            "",
            "CamelFileName: c",
            "CAMELHTTPRESPONSECODE: 418",
            "x-mine: header");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("[] [header]");
    assertThat(response.fields())
        .noneMatch(field -> field.name().toLowerCase(Locale.ROOT).matches("camel.*|x-mine"));
    gateway.remove("deploy/border.yaml");
  }

  @Test
  void aTimerRunsInOneVersionOnly() throws IOException {
    Path ticks = gateway.base().resolve("ticks.txt");
    gateway.drop("deploy/timer.yaml", timer("a"));
    Awaiting.until("it ticks", () -> lines(ticks).stream().filter("a"::equals).count() > 2);

    gateway.drop("deploy/timer.yaml", timer("b"));
    Awaiting.until("the other ticks", () -> lines(ticks).stream().filter("b"::equals).count() > 2);

    List<String> all = lines(ticks);
    assertThat(all.subList(all.indexOf("b"), all.size())).containsOnly("b");
    gateway.remove("deploy/timer.yaml");
  }

  private static String timer(String mark) {
    return """
    - from:
        uri: timer:tick
        parameters: { period: 50, delay: 10 }
        steps:
          - setBody: { constant: "%s" }
          - to:
              uri: file:%s
              parameters: { fileName: ticks.txt, fileExist: Append, appendChars: '\\n' }
    """
        .formatted(mark, gateway.base());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aDefinitionAmongTheRoutesIsSentWhereItBelongs() {
    gateway.drop("deploy/misplaced.yaml", api("misplaced", "mount: {}", ""));
    Awaiting.until("it is refused", () -> gateway.errorBeside("deploy/misplaced.yaml").isPresent());
    assertThat(gateway.read("deploy/misplaced.yaml.error")).contains("Move it to apis/.");
    gateway.remove("deploy/misplaced.yaml");
  }
}
