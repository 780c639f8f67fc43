package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.policy.PolicyConfigurationException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://Example.com,            false, example.com,  80,  example.com,      ''",
    "http://example.com:80/,        false, example.com,  80,  example.com,      ''",
    "https://example.com:443/a,     true,  example.com,  443, example.com,      /a",
    "https://example.com:80,        true,  example.com,  80,  example.com:80,   ''",
    "http://10.0.0.5:8080/a/b/,     false, 10.0.0.5,     8080, 10.0.0.5:8080,   /a/b",
    "http://[2001:DB8::1]:8080,     false, 2001:db8::1,  8080, [2001:db8::1]:8080, ''",
    "http://[::1],                  false, ::1,          80,  [::1],            ''",
    "http://order_service:8080,     false, order_service, 8080, order_service:8080, ''",
    "http://localhost:1/a%20b,      false, localhost,    1,   localhost:1,      /a%20b",
  })
  void readsUrls(String url, boolean secure, String host, int port, String field, String path) {
    assertThat(TargetUrl.of(URI.create(url), "targets[0]"))
        .isEqualTo(new TargetUrl(secure, host, port, field, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com",
        "example.com",
        "/path",
        "http:///path",
        "http://user:secret@example.com",
        "http://example.com?x=1",
        "http://example.com#top",
        "http://example.com:0",
        "http://example.com:65536",
        "http://example.com:",
        "http://:8080",
        "mailto:a@example.com",
      })
  void refusesWhatIsNoTarget(String url) {
    assertThatThrownBy(() -> TargetUrl.of(URI.create(url), "targets[3]"))
        .isInstanceOfSatisfying(
            PolicyConfigurationException.class, e -> assertThat(e.key()).isEqualTo("targets[3]"))
        .hasMessageContaining("expected: http[s]://host[:port][/path]");
  }
}
