package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.camel.RouteContext.RoutesException;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.RequestBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountDestinationTest {

  private final Mounts mounts = new Mounts();
  private final CamelContexts contexts = new CamelContexts();
  private final Succession succession =
      new Succession(mounts, contexts, new FakeUpstreams().calls(), false);
  private final FakeExchange exchange = new FakeExchange();
  private final MountDestination destination = destination(Optional.empty());

  @BeforeEach
  void everythingIsUp() {
    mounts.settle();
  }

  @AfterEach
  void stop() {
    for (MountTree.Entry entry : mounts.tree().entries()) {
      succession.withdraw(entry.owner(), entry.context());
    }
  }

  private MountDestination destination(Optional<String> path) {
    return new MountDestination(
        "orders/place", new MountConfig(path, Duration.ofSeconds(5), 10), mounts, Duration.ZERO);
  }

  private RouteContext prepare(String path, Processor processor) throws RoutesException {
    return succession.prepare(
        "test",
        getClass().getClassLoader(),
        new RouteSource.Builders(
            List.of(
                new RouteBuilder() {
                  @Override
                  public void configure() {
                    from("netty-http:http://0.0.0.0" + path).process(processor);
                  }
                })));
  }

  private RouteContext mount(String owner, String path, Processor processor)
      throws RoutesException {
    RouteContext context =
        prepare(
            path + (path.contains("?") ? "&" : "?") + "nettySharedHttpServer=#gatehouse",
            processor);
    assertThat(mounts.mount(owner, context)).isEmpty();
    return context;
  }

  private GatewayResponse answer(GatewayRequest request) {
    try {
      return destination.handle(request, exchange).toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private Problem problem(GatewayRequest request) {
    try {
      throw new AssertionError("no problem but " + answer(request));
    } catch (ProblemException e) {
      return e.problem();
    }
  }

  private String text(String target) {
    return answer(RequestBuilder.get(target).build()).body() instanceof Body.Buffered buffered
        ? buffered.text()
        : "";
  }

  private static Processor says(String header) {
    return e -> e.getMessage().setBody(e.getMessage().getHeader(header, "-", String.class));
  }

  @ParameterizedTest
  @CsvSource({
    "/orders, CamelHttpMethod, GET",
    "/orders, CamelHttpUri, /orders",
    "/orders?a=b%20c, CamelHttpQuery, a=b c",
    "/orders?a=b%20c, a, b c",
    "/orders?a, a, ''",
    "/orders/, CamelHttpPath, ''",
    "/orders?x-set=query, x-set, header",
    "/orders?CamelFileName=a, CamelFileName, -",
    "/orders?x-role=admin, x-role, -",
    "/orders?Authorization=a, authorization, -",
    "/orders?gatehouseApi=a, gatehouseApi, -",
    "/orders?a=%zz, a, %zz",
  })
  void aRouteFindsWhatNettyHttpWouldGiveIt(String target, String header, String expected)
      throws RoutesException {
    mount("a", "/orders", says(header));

    GatewayResponse response = answer(RequestBuilder.get(target).header("x-set", "header").build());

    assertThat(response.body() instanceof Body.Buffered buffered ? buffered.text() : "")
        .isEqualTo(expected);
  }

  @Test
  void thePathBindsAndWhatIsBelowBelongsToAPrefix() throws RoutesException {
    mount("a", "/orders/{id}", says("id"));
    mount("b", "/orders/new", says("CamelHttpUri"));
    mount("c", "/files?matchOnUriPrefix=true", says("CamelHttpPath"));

    assertThat(text("/orders/a%20b")).isEqualTo("a b");
    assertThat(text("/orders/new")).isEqualTo("/orders/new");
    assertThat(text("/files/a/b%20c")).isEqualTo("/a/b%20c");
    assertThat(text("/files")).isEmpty();
    assertThat(problem(RequestBuilder.get("/orders").build()).status()).isEqualTo(503);
    assertThat(problem(RequestBuilder.get("/filesystem").build()).status()).isEqualTo(503);
  }

  @Test
  void aFixedPathIsAskedForWhateverTheRequestSays() throws Exception {
    mount("a", "/orders", says("CamelHttpUri"));

    GatewayResponse response =
        destination(Optional.of("/orders"))
            .handle(RequestBuilder.get("/shop/x").build(), exchange)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);

    assertThat(response.body())
        .isInstanceOfSatisfying(
            Body.Buffered.class, buffered -> assertThat(buffered.text()).isEqualTo("/orders"));
  }

  @Test
  void aNewDefinitionWaitsForTheRoutesThatCameWithIt() throws Exception {
    MountDestination young =
        new MountDestination(
            "orders/new",
            new MountConfig(Optional.empty(), Duration.ofSeconds(5), 10),
            mounts,
            Duration.ofSeconds(60));
    CompletableFuture<GatewayResponse> asked =
        young.handle(RequestBuilder.get("/orders").build(), exchange).toCompletableFuture();
    assertThat(asked).isNotDone();

    mount("a", "/orders", says("CamelHttpUri"));
    young.reaching(true);

    Awaiting.until(
        "it is answered",
        () -> {
          exchange.eventLoop().runPending();
          return asked.isDone();
        });
    assertThat(asked.get().status()).isEqualTo(200);
    young.close();
  }

  @Test
  void whatNobodyServesWaitsOrIsNotThere() {
    assertThat(problem(RequestBuilder.get("/x").build()).code()).isEqualTo("MOUNT_NOT_SERVED");

    destination.reaching(true);

    assertThat(problem(RequestBuilder.get("/x").build()).code()).isEqualTo("MOUNT_NOT_FOUND");
  }

  @Test
  void methodsAreThoseOfTheRoute() throws RoutesException {
    mount("a", "/orders?httpMethodRestrict=GET,post", says("CamelHttpMethod"));

    assertThat(text("/orders")).isEqualTo("GET");
    assertThat(answer(RequestBuilder.of("HEAD", "/orders").build()).status()).isEqualTo(200);
    Problem problem = problem(RequestBuilder.of("DELETE", "/orders").build());
    assertThat(problem.status()).isEqualTo(405);
    assertThat(problem.headers()).isEqualTo(Map.of("allow", "GET, POST"));
    GatewayResponse options = answer(RequestBuilder.of("OPTIONS", "/orders").build());
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.headers().first("allow")).contains("GET, POST, OPTIONS");
  }

  @Test
  void traceIsNotTakenUnlessTheRouteSaysSo() throws RoutesException {
    mount("a", "/orders", says("CamelHttpMethod"));

    assertThat(problem(RequestBuilder.of("TRACE", "/orders").build()).status()).isEqualTo(405);
  }

  @Test
  void requestsBeforeEverythingIsUpWait() throws Exception {
    Mounts starting = new Mounts();
    MountDestination early =
        new MountDestination(
            "a/b",
            new MountConfig(Optional.empty(), Duration.ofSeconds(5), 10),
            starting,
            Duration.ZERO);
    CompletableFuture<GatewayResponse> answer =
        early.handle(RequestBuilder.get("/orders").build(), exchange).toCompletableFuture();
    RouteContext context =
        prepare("/orders?nettySharedHttpServer=#gatehouse", says("CamelHttpMethod"));
    assertThat(answer).isNotDone();

    assertThat(starting.mount("a", context)).isEmpty();
    starting.settle();

    Awaiting.until(
        "it is answered",
        () -> {
          exchange.eventLoop().advance(Duration.ZERO);
          return answer.isDone();
        });
    assertThat(answer.get().status()).isEqualTo(200);
    succession.discard(context);
  }

  @Test
  void aRequestEndsOnTheVersionItBeganWith() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    RouteContext old =
        mount(
            "a",
            "/orders",
            e -> {
              begun.countDown();
              end.await();
              e.getMessage().setBody("old");
            });
    CompletableFuture<GatewayResponse> slow =
        destination.handle(RequestBuilder.get("/orders").build(), exchange).toCompletableFuture();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    RouteContext next =
        prepare("/orders?nettySharedHttpServer=#gatehouse", e -> e.getMessage().setBody("new"));
    Thread swap = Thread.ofVirtual().start(() -> succession.replace("a", old, next));
    Awaiting.until(
        "it is switched to", () -> mounts.tree().entries().getFirst().context().equals(next));
    assertThat(text("/orders")).isEqualTo("new");

    assertThat(old.camel().isStarted()).isTrue();
    end.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS).body())
        .isInstanceOfSatisfying(
            Body.Buffered.class, buffered -> assertThat(buffered.text()).isEqualTo("old"));
    swap.join();
    assertThat(old.camel().isStopped()).isTrue();
  }

  @Test
  void ofTwoForOnePathTheFirstStays() throws RoutesException {
    mount("a", "/orders/{id}", says("id"));
    RouteContext second =
        prepare("/orders/{number}?nettySharedHttpServer=#gatehouse", says("number"));

    assertThat(succession.replace("b", null, second))
        .contains("/orders/{number} is mounted by a already");
    assertThat(text("/orders/1")).isEqualTo("1");
    assertThat(second.camel().isStopped()).isTrue();
  }

  @Test
  void aCharsetThatNobodyKnowsIsIgnored() throws RoutesException {
    mount("a", "/orders", e -> e.getMessage().setBody(e.getMessage().getBody(String.class)));

    GatewayResponse response =
        answer(
            RequestBuilder.post("/orders", "text")
                .header("content-type", "text/plain; charset=../../x")
                .build());

    assertThat(response.body())
        .isInstanceOfSatisfying(
            Body.Buffered.class, buffered -> assertThat(buffered.text()).isEqualTo("text"));
  }

  @Test
  void whatIsRestrictedByCamelItselfIsRefused() {
    assertThatThrownBy(
            () ->
                prepare(
                    "/orders?nettySharedHttpServer=#gatehouse"
                        + "&securityConfiguration.realm=x&securityConfiguration.constraint=Basic",
                    says("x")))
        .isInstanceOf(RoutesException.class)
        .hasMessageContaining("securityConfiguration has no effect on a mount");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "/orders/{id}", "/a//b", "/a?b", "", "/a b"})
  void aPathIsAPath(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MountConfig(Optional.of(written), Duration.ofSeconds(1), 1))
        .withMessageContaining("expected: a path such as /orders");
  }

  @Test
  void whatFailsTellsNothing() throws RoutesException {
    AtomicReference<String> seen = new AtomicReference<>("");
    mount(
        "a",
        "/orders",
        e -> {
          seen.set("called");
          throw new IllegalStateException("password of 10.0.0.5 is wrong");
        });

    Problem problem = problem(RequestBuilder.get("/orders").build());

    assertThat(seen.get()).isEqualTo("called");
    assertThat(problem.code()).isEqualTo("MEDIATION_FAILED");
    assertThat(problem.toString()).doesNotContain("10.0.0.5");
  }
}
