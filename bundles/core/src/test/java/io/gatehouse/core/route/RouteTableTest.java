package io.gatehouse.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.testsupport.RequestBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

  private static RouteEntry<String> route(String name, MatchDefinition match) {
    return new RouteEntry<>(name, match, name);
  }

  private static MatchDefinition at(String... paths) {
    return new MatchDefinition(List.of(), List.of(paths), List.of(), Map.of(), Map.of());
  }

  private static MatchDefinition with(
      List<String> hosts, String path, List<String> methods, Map<String, String> headers) {
    return new MatchDefinition(hosts, List.of(path), methods, headers, Map.of());
  }

  private static final List<RouteEntry<String>> MANY =
      List.of(
          route("exact", at("/orders/open")),
          route("template", at("/orders/{id}")),
          route("deep-template", at("/orders/{id}/items/{item}")),
          route("prefix", at("/orders/**")),
          route("long-prefix", at("/orders/archive/**")),
          route("parameter-prefix", at("/orders/{id}/items/**")),
          route("root", at("/**")),
          route("posts", with(List.of(), "/orders/open", List.of("POST"), Map.of())),
          route("beta", with(List.of(), "/orders/open", List.of(), Map.of("x-beta", "1"))),
          route("shop", with(List.of("shop.example.com"), "/host/**", List.of(), Map.of())),
          route("any-shop", with(List.of("*.example.com"), "/host/**", List.of(), Map.of())),
          route("no-host", at("/host/**")));

  @ParameterizedTest
  @CsvSource({
    "GET, /orders/open, exact",
    "POST, /orders/open, posts",
    "GET, /orders/42, template",
    "GET, /orders/42/items/7, deep-template",
    "GET, /orders/42/items, parameter-prefix",
    "GET, /orders/42/items/7/notes, parameter-prefix",
    "GET, /orders/archive/2024/1, long-prefix",
    "GET, /orders/archive, template",
    "GET, /orders, prefix",
    "GET, /orders/, prefix",
    "GET, /orders/42/, prefix",
    "GET, /ordersX, root",
    "GET, /, root",
  })
  void precedenceIsExactThenTemplateThenLongestPrefix(String method, String path, String winner) {
    assertThat(winner(MANY, RequestBuilder.of(method, path).build())).isEqualTo(winner);
  }

  @Test
  void moreConditionsGoFirst() {
    GatewayRequest beta = RequestBuilder.get("/orders/open").header("x-beta", "1").build();
    assertThat(winner(MANY, beta)).isEqualTo("beta");
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example.com, shop",
    "shop.example.com:8080, shop",
    "other.example.com, any-shop",
    "a.b.example.com, any-shop",
    "example.com, no-host",
    "shop.example.com.evil.org, no-host",
    "[::1]:8080, no-host",
  })
  void theMoreExactHostGoesFirst(String authority, String winner) {
    GatewayRequest request = RequestBuilder.get("/host/x").authority(authority).build();
    assertThat(winner(MANY, request)).isEqualTo(winner);
  }

  @Test
  void theOrderOfDeclarationDoesNotMatter() {
    List<GatewayRequest> requests =
        List.of(
            RequestBuilder.get("/orders/open").build(),
            RequestBuilder.get("/orders/1/items/2").build(),
            RequestBuilder.get("/orders/archive/1").build(),
            RequestBuilder.get("/host/x").authority("shop.example.com").build());
    List<String> expected = requests.stream().map(r -> winner(MANY, r)).toList();
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      List<RouteEntry<String>> shuffled = new ArrayList<>(MANY);
      Collections.shuffle(shuffled, random);
      assertThat(requests.stream().map(r -> winner(shuffled, r)).toList()).isEqualTo(expected);
    }
  }

  @Test
  void parametersAreBoundRaw() {
    RouteMatch<String> match =
        RouteTable.of(List.of(route("a", at("/o/{id}/x/**"))))
            .match(RequestBuilder.get("/o/a%20b/x/c/d").build());
    assertThat(match).isInstanceOf(RouteMatch.Found.class);
    assertThat(((RouteMatch.Found<String>) match).rawParameters())
        .containsExactlyInAnyOrderEntriesOf(Map.of("id", "a%20b", "**", "/c/d"));
  }

  @Test
  void anEmptySegmentIsNoParameter() {
    assertThat(
            RouteTable.of(List.of(route("a", at("/o/{id}"))))
                .match(RequestBuilder.get("/o/").build()))
        .isInstanceOf(RouteMatch.NotFound.class);
  }

  @Test
  void headIsServedByGet() {
    List<RouteEntry<String>> table =
        List.of(route("a", with(List.of(), "/x", List.of("GET"), Map.of())));
    assertThat(winner(table, RequestBuilder.of("HEAD", "/x").build())).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({"get", "Get", "DELETE", "OPTIONS"})
  void anotherMethodIsToldWhichAreAllowed(String method) {
    RouteMatch<String> match =
        RouteTable.of(List.of(route("a", with(List.of(), "/x", List.of("GET"), Map.of()))))
            .match(RequestBuilder.of(method, "/x").build());
    assertThat(match).isInstanceOf(RouteMatch.WrongMethod.class);
    assertThat(((RouteMatch.WrongMethod<String>) match).allowed()).containsExactly("GET", "HEAD");
  }

  @Test
  void aPreflightFindsTheRouteOfTheMethodItAsksAbout() {
    RouteMatch<String> match =
        RouteTable.of(List.of(route("a", with(List.of(), "/x", List.of("PUT"), Map.of()))))
            .match(
                RequestBuilder.of("OPTIONS", "/x")
                    .header("origin", "https://a.example")
                    .header("access-control-request-method", "PUT")
                    .build());
    assertThat(match).isInstanceOf(RouteMatch.Found.class);
    assertThat(((RouteMatch.Found<String>) match).preflight()).isTrue();
  }

  @Test
  void aCatchAllDoesNotTakeHeadAndPreflightsFromTheRouteForGet() {
    RouteTable<String> table =
        RouteTable.of(
            List.of(
                route("get", with(List.of(), "/orders/{id}", List.of("GET"), Map.of())),
                route("rest", at("/**"))));
    assertThat(found(table, RequestBuilder.of("HEAD", "/orders/1"))).isEqualTo("get");
    assertThat(found(table, preflight("/orders/1", "GET"))).isEqualTo("get");
    assertThat(found(table, preflight("/orders/1", "HEAD"))).isEqualTo("get");
    assertThat(found(table, preflight("/orders/1", "PUT"))).isEqualTo("rest");
    assertThat(found(table, RequestBuilder.of("OPTIONS", "/orders/1"))).isEqualTo("rest");
  }

  @Test
  void aRouteForHeadGoesBeforeOneForGet() {
    RouteTable<String> table =
        RouteTable.of(
            List.of(
                route("a-get", with(List.of(), "/x", List.of("GET"), Map.of())),
                route("b-head", with(List.of(), "/x", List.of("HEAD"), Map.of()))));
    assertThat(found(table, RequestBuilder.of("HEAD", "/x"))).isEqualTo("b-head");
    assertThat(found(table, RequestBuilder.get("/x"))).isEqualTo("a-get");
  }

  private static RequestBuilder preflight(String path, String method) {
    return RequestBuilder.of("OPTIONS", path)
        .header("origin", "https://a.example")
        .header("access-control-request-method", method);
  }

  private static String found(RouteTable<String> table, RequestBuilder request) {
    return ((RouteMatch.Found<String>) table.match(request.build())).target();
  }

  @Test
  void queryConditionsHold() {
    List<RouteEntry<String>> table =
        List.of(
            route(
                "v2",
                new MatchDefinition(
                    List.of(), List.of("/x"), List.of(), Map.of(), Map.of("v", "2"))),
            route("v1", at("/x")));
    assertThat(winner(table, RequestBuilder.get("/x?a=1&v=2").build())).isEqualTo("v2");
    assertThat(winner(table, RequestBuilder.get("/x?v=%32").build())).isEqualTo("v2");
    assertThat(winner(table, RequestBuilder.get("/x?v=3").build())).isEqualTo("v1");
    assertThat(winner(table, RequestBuilder.get("/x?v=%zz").build())).isEqualTo("v1");
  }

  @Test
  void routesThatNoRequestCanTellApartAreRefused() {
    assertThatThrownBy(
            () -> RouteTable.of(List.of(route("a", at("/o/{id}")), route("b", at("/o/{name}")))))
        .isInstanceOf(AmbiguousRouteException.class)
        .hasMessageContaining("b and a");
    assertThatThrownBy(
            () ->
                RouteTable.of(
                    List.of(
                        route("a", with(List.of(), "/o", List.of("GET", "PUT"), Map.of())),
                        route("b", with(List.of(), "/o", List.of("PUT"), Map.of())))))
        .isInstanceOf(AmbiguousRouteException.class);
  }

  @ParameterizedTest
  @CsvSource({"orders", "/a/*/b", "/a/{", "/a/x{id}", "/a/{id}/{id}", "/a/{}", "/a/**/b"})
  void badPatternsAreRefused(String pattern) {
    assertThatThrownBy(() -> RouteTable.of(List.of(route("a", at(pattern)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pattern);
  }

  private static String winner(List<RouteEntry<String>> table, GatewayRequest request) {
    return switch (RouteTable.of(table).match(request)) {
      case RouteMatch.Found<String> found -> found.target();
      case RouteMatch.NotFound<String> none -> "none";
      case RouteMatch.WrongMethod<String> wrong -> "wrong method";
    };
  }
}
