package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.FieldSyntax;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What configuration may ask for is what the listener lets in. */
class FieldKindTest {

  private static final Set<FieldKind> KEPT_OUT =
      EnumSet.of(
          FieldKind.CONNECTION,
          FieldKind.EXPECT,
          FieldKind.HIXIE,
          FieldKind.HOP_BY_HOP,
          FieldKind.RESERVED,
          FieldKind.TRANSFER_ENCODING);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accept",
        "authorization",
        "breadcrumbId",
        "breadcrumb",
        "camelHttpUri",
        "camel",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "date",
        "expect",
        "forwarded",
        "host",
        "http2-settings",
        "keep-alive",
        "org.apache.camel.x",
        "proxy",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "proxy-status",
        "sec-websocket-key",
        "sec-websocket-key1",
        "sec-websocket-key2",
        "sec-websocket-keyring",
        "ssl-client-cert",
        "te",
        "tea",
        "trailer",
        "transfer-encoding",
        "true-client-ip",
        "upgrade",
        "upgrade-insecure-requests",
        "via",
        "x-api-key",
        "x-client-id",
        "x-consumer",
        "x-consumer-groups",
        "x-consumerid",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-http-method-override",
        "x-original-url",
        "x-real-ip",
        "x-tenant"
      })
  void isKnownToConfiguration(String name) {
    boolean keptOut = KEPT_OUT.contains(FieldKind.of(name));

    assertThat(FieldSyntax.isKeptFromClients(name)).isEqualTo(keptOut);
    assertThat(FieldSyntax.isKeptFromClients(name.toUpperCase(Locale.ROOT))).isEqualTo(keptOut);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x_api_key", "_", "x-tenant_id", "x_forwarded_for"})
  void isKeptOutWithAnUnderscore(String name) {
    assertThat(FieldSyntax.isKeptFromClients(name)).isTrue();
  }
}
