package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CamelContextsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final CamelContexts contexts = new CamelContexts();
  private final FakeExchange exchange = new FakeExchange();

  @AfterEach
  void stop() {
    contexts.deactivate();
  }

  private static RoutesBuilder routes(Processor processor) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:in").process(processor);
      }
    };
  }

  private Destination open(Processor processor) {
    return open(Mediation.of("orders/place", routes(processor), "direct:in", TIMEOUT));
  }

  private Destination open(Mediation mediation) {
    return contexts.open(getClass().getClassLoader(), mediation);
  }

  private GatewayResponse answer(Destination destination, GatewayRequest request) {
    try {
      return destination.handle(request, exchange).toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private Problem problem(Destination destination) {
    try {
      GatewayResponse response = answer(destination, RequestBuilder.any());
      throw new AssertionError("no problem but " + response);
    } catch (ProblemException e) {
      return e.problem();
    }
  }

  private static String text(GatewayResponse response) {
    return response.body() instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  @Test
  void aRouteSeesTheRequest() {
    exchange
        .withPathParameter("id", "42")
        .withConsumer(new ApiConsumer("acme", List.of(), Map.of()));
    Destination destination =
        open(
            e ->
                e.getMessage()
                    .setBody(
                        String.join(
                            " ",
                            e.getProperty(MediationProperties.METHOD, String.class),
                            e.getProperty(MediationProperties.PATH, String.class),
                            e.getProperty(MediationProperties.QUERY, String.class),
                            e.getProperty(MediationProperties.PATH_PARAMETERS, Map.class)
                                .toString(),
                            e.getProperty(MediationProperties.EXCHANGE_ID, String.class),
                            e.getProperty(MediationProperties.CONSUMER, String.class),
                            e.getMessage().getHeader("accept", String.class),
                            e.getMessage().getBody(String.class))));

    GatewayResponse response =
        answer(
            destination,
            RequestBuilder.post("/orders/42?full=1", "content").header("Accept", "text/x").build());

    assertThat(text(response))
        .isEqualTo("POST /orders/42 full=1 {id=42} test-0001 acme text/x content");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("content-type")).contains("text/plain; charset=utf-8");
  }

  @Test
  void pathParametersAreWithinReachOfSimple() {
    exchange.withPathParameter("id", "42");
    Destination destination =
        open(
            Mediation.of(
                "x",
                new RouteBuilder() {
                  @Override
                  public void configure() {
                    from("direct:in")
                        .setBody()
                        .simple(
                            "${exchangeProperty.gatehouseMethod}"
                                + " ${exchangeProperty.gatehousePathParameters[id]}");
                  }
                },
                "direct:in",
                TIMEOUT));

    assertThat(text(answer(destination, RequestBuilder.any()))).isEqualTo("GET 42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CamelHttpResponseCode",
        "camelhttpresponsecode",
        "CAMELFILENAME",
        "CamelHttpUri",
        "org.apache.camel.x",
        "breadcrumbId"
      })
  void controlHeadersCrossInNeitherDirection(String name) {
    AtomicReference<Map<String, Object>> seen = new AtomicReference<>(Map.of());
    Destination destination =
        open(
            e -> {
              seen.set(Map.copyOf(e.getMessage().getHeaders()));
              e.getMessage().setHeader("CamelFileName", "secret");
              e.getMessage().setHeader("breadcrumbId", "secret");
              e.getMessage().setHeader("x-mine", "1");
              e.getMessage().setBody("ok");
            });

    GatewayResponse response =
        answer(destination, RequestBuilder.get("/?" + name + "=418").header(name, "418").build());

    assertThat(seen.get()).isEmpty();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().all("x-mine")).containsExactly("1");
    assertThat(response.headers().size()).as("content-type and x-mine only").isEqualTo(2);
  }

  @Test
  void requestHeadersDoNotComeBackUnlessTheRouteSetsThem() {
    Destination destination =
        open(
            e -> {
              e.getMessage().setHeader("x-kind", String.valueOf(new char[] {(char) 97}));
              e.getMessage().setBody("ok");
            });

    GatewayResponse response =
        answer(
            destination,
            RequestBuilder.get("/")
                .header("authorization", "Bearer secret")
                .header("x-kind", "a")
                .header("x-twice", "1")
                .header("x-twice", "2")
                .build());

    assertThat(response.headers().contains("authorization")).isFalse();
    assertThat(response.headers().contains("x-twice")).isFalse();
    assertThat(response.headers().first("x-kind")).contains("a");
  }

  @Test
  void whatIsNoHeaderFieldIsLeftOut() {
    Destination destination =
        open(
            e -> {
              e.getMessage().setHeader("x-split", "a\r\nset-cookie: b=c");
              e.getMessage().setHeader("not a token", "a");
              e.getMessage().setHeader("x-object", new Object());
              e.getMessage().setHeader("x-list", List.of("a", 2));
              e.getMessage().setBody(null);
            });

    GatewayResponse response = answer(destination, RequestBuilder.any());

    assertThat(response.headers().all("x-list")).containsExactly("a", "2");
    assertThat(response.headers().size()).isEqualTo(2);
    assertThat(response.status()).isEqualTo(204);
  }

  @Test
  void theRouteSetsStatusAndContentType() {
    Destination destination =
        open(
            e -> {
              e.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 201);
              e.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/xml");
              e.getMessage()
                  .setBody(new ByteArrayInputStream("<a/>".getBytes(StandardCharsets.UTF_8)));
            });

    GatewayResponse response = answer(destination, RequestBuilder.any());

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.headers().first("content-type")).contains("application/xml");
    assertThat(text(response)).isEqualTo("<a/>");
  }

  @Test
  void aFailureIsOneProblemThatTellsNothing() {
    Problem problem =
        problem(
            open(
                e -> {
                  throw new IllegalStateException("password of 10.0.0.5 is wrong");
                }));

    assertThat(problem.code()).isEqualTo("MEDIATION_FAILED");
    assertThat(problem.status()).isEqualTo(502);
    assertThat(problem.toString()).doesNotContain("10.0.0.5");
  }

  @Test
  void aFailureIsLoggedInOneLine() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      Destination destination =
          open(
              e -> {
                throw new IllegalStateException("no");
              });
      assertThat(problem(destination).code()).isEqualTo("MEDIATION_FAILED");
      Awaiting.until("it is logged", () -> !log.list.isEmpty());
    } finally {
      root.detachAppender(log);
    }

    assertThat(log.list).hasSize(1);
    assertThat(log.list.getFirst().getThrowableProxy()).isNull();
  }

  @Test
  void aRouteMayNameItsProblem() {
    Problem told = Problem.client("ORDER_UNKNOWN", 404, "Unknown order", "There is no order 42.");

    assertThat(
            problem(
                open(
                    e -> {
                      throw new ProblemException(told);
                    })))
        .isEqualTo(told);
  }

  @Test
  void whatCannotBeSentIsAFailure() {
    assertThat(problem(open(e -> e.getMessage().setBody(new Object()))).code())
        .isEqualTo("MEDIATION_FAILED");
    assertThat(problem(open(e -> e.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 99))).code())
        .isEqualTo("MEDIATION_FAILED");
  }

  @Test
  void whatTakesTooLongIsInterrupted() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Destination destination =
        open(
            e -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException stop) {
                interrupted.countDown();
              }
            });
    CompletableFuture<GatewayResponse> answer =
        destination.handle(RequestBuilder.any(), exchange).toCompletableFuture();
    Awaiting.until("the route runs", () -> begun.getCount() == 0);

    exchange.eventLoop().advance(TIMEOUT);

    assertThatThrownBy(answer::join)
        .hasRootCauseInstanceOf(ProblemException.class)
        .hasMessageContaining("MEDIATION_TIMEOUT");
    Awaiting.until("the route is interrupted", () -> interrupted.getCount() == 0);
  }

  @Test
  void moreThanItsConcurrencyAreTurnedAway() {
    CountDownLatch end = new CountDownLatch(1);
    Destination destination =
        open(
            new Mediation(
                "x",
                routes(
                    e -> {
                      end.await();
                      e.getMessage().setBody("done");
                    }),
                "direct:in",
                TIMEOUT,
                1));
    CompletableFuture<GatewayResponse> first =
        destination.handle(RequestBuilder.any(), exchange).toCompletableFuture();

    Problem problem = problem(destination);

    assertThat(problem.code()).isEqualTo("MEDIATION_BUSY");
    assertThat(problem.status()).isEqualTo(503);
    end.countDown();
    assertThat(text(first.join())).isEqualTo("done");
    Awaiting.until(
        "the place is free again",
        () -> {
          try {
            return text(answer(destination, RequestBuilder.any())).equals("done");
          } catch (ProblemException e) {
            return false;
          }
        });
  }

  @Test
  void routesRunOnThreadsOfTheirOwnAndNoneIsLeft() {
    AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());
    List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
    Destination destination =
        open(
            e -> {
              thread.set(Thread.currentThread());
              e.getMessage().setBody("ok");
            });

    answer(destination, RequestBuilder.any());
    destination.close();

    assertThat(thread.get().isVirtual()).isTrue();
    Awaiting.until(
        "no thread of Camel's is left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t))
                .noneMatch(t -> t.getName().contains("Camel")));
  }

  @Test
  void routesThatCannotStartAreTold() {
    RoutesBuilder unknown =
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to("nonsense:somewhere");
          }
        };
    assertThatThrownBy(() -> open(Mediation.of("x", unknown, "direct:in", TIMEOUT)))
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining("its Camel routes cannot be started")
        .hasMessageContaining("nonsense");
    assertThatThrownBy(() -> open(Mediation.of("x", routes(e -> {}), "direct:other", TIMEOUT)))
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessage("none of its Camel routes is from direct:other");
  }
}
