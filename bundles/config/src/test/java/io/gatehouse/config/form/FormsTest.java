package io.gatehouse.config.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ByteSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormsTest {

  @ParameterizedTest
  @CsvSource({"250ms, 250", "10s, 10000", "5m, 300000", "1h, 3600000", "7d, 604800000", "0s, 0"})
  void readsDurations(String text, long millis) {
    assertThat(Durations.read(text)).isEqualTo(Measure.of(Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10|Write the unit: 10s (or ms, m, h, d)",
        "10S|Write 10s",
        "10 s|Write 10s",
        "1.5s|Write 1500ms",
        "2min|Write 2m",
        "1h30m|Write 90m",
        "PT1M|Write 1m",
        "-1s|Write a whole number with a unit: 250ms, 10s, 5m, 1h, 7d",
        "99999999999999d|Write at most 3650d",
        "9999999999999999999999s|Write a whole number with a unit: 250ms, 10s, 5m, 1h, 7d",
        "''|Write a whole number with a unit: 250ms, 10s, 5m, 1h, 7d"
      })
  void saysHowToWriteADuration(String text, String remedy) {
    assertThat(Durations.read(text))
        .isInstanceOfSatisfying(
            Measure.Refused.class, r -> assertThat(r.complaint().remedy()).isEqualTo(remedy));
  }

  @ParameterizedTest
  @CsvSource({"512B, 512", "64KiB, 65536", "10MiB, 10485760", "1GiB, 1073741824", "0B, 0"})
  void readsSizes(String text, long bytes) {
    assertThat(Sizes.read(text)).isEqualTo(Measure.of(new ByteSize(bytes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1024|Write the unit: 1024B, which is 1KiB",
        "10|Write the unit: 10B, 10KiB or 10MiB",
        "10MB|Write 10MiB",
        "1.5 MiB|Write 1536KiB",
        "10m|Write 10MiB",
        "lots|Write a whole number with a unit: 512B, 64KiB, 10MiB, 1GiB",
        "99999999999GiB|Write at most 1048576GiB"
      })
  void saysHowToWriteASize(String text, String remedy) {
    assertThat(Sizes.read(text))
        .isInstanceOfSatisfying(
            Measure.Refused.class, r -> assertThat(r.complaint().remedy()).isEqualTo(remedy));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/**, /a, true",
    "/a/**, /a/b/{c}, true",
    "/a/**, /a/b/**, true",
    "/a/**, /ab, false",
    "/a/**, /**, false",
    "/**, /, true",
    "/a/{id}, /a/b, true",
    "/a/{id}, /a/{x}, true",
    "/a/{id}, /a/, false",
    "/a/{id}, /a/b/c, false",
    "/a/{id}, /a/b/**, false",
    "/a/b, /a/{id}, false",
    "/a/{id}/**, /a/b/c, true"
  })
  void knowsWhichPathsAreWithinOthers(String wide, String narrow, boolean within) {
    assertThat(PathSyntax.covers(wide, narrow)).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({
    "HOST, api.example.com",
    "HOST, *.example.com",
    "HOST, 10.0.0.1",
    "HOST, [::1]",
    "PATH_PATTERN, /",
    "PATH_PATTERN, /**",
    "PATH_PATTERN, /a/{id}/b",
    "PATH_PATTERN, /a/",
    "PATH_PATTERN, /%20",
    "PATH_PATTERN, /a;v=1/x:y@z",
    "PATH_TEMPLATE, /v2{**}",
    "PATH_TEMPLATE, {**}",
    "PATH_TEMPLATE, /a/{id}.json",
    "METHOD, GET",
    "METHOD, PROPFIND",
    "METHOD, M-SEARCH",
    "FIELD_NAME, x-Request-Id",
    "TARGET_URL, http://[::1]:8080",
    "TARGET_URL, https://Orders.internal/",
    "ADDRESS, ::",
    "ADDRESS, 0.0.0.0",
    "LOOPBACK, ::1",
    "LOOPBACK, 127.0.0.2",
    "ADDRESS_BLOCK, fe80::/10",
    "ADDRESS_BLOCK, 0.0.0.0/0",
    "NAME, orders-v2",
    "ID, Ada.Lovelace@example.com",
    "VERSION, 1.4.0-rc.1+5"
  })
  void acceptsWhatIsRight(TextForm form, String text) {
    assertThat(form.check(text)).isEmpty();
    assertThat(text).containsPattern(form.pattern());
  }

  @Test
  void neverShowsAKey() {
    for (String key : new String[] {"top-secret", "sha256:top-secret", "TOP-SECRET"}) {
      assertThat(TextForm.KEY_HASH.check(key).toString()).doesNotContainIgnoringCase("top-secret");
    }
  }

  @ParameterizedTest
  @CsvSource({"x_tenant, x-tenant", "X-Consumer-Id, x-tenant", "connection, x-tenant"})
  void refusesToMatchWhatNoClientCanSend(String header, String remedy) {
    assertThat(TextForm.FIELD_NAME.check(header))
        .hasValueSatisfying(complaint -> assertThat(complaint.remedy()).contains(remedy));
  }
}
