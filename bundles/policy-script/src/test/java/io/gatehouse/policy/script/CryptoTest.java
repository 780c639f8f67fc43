package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known answers: FIPS 180-4 for digests, RFC 4231 for HMAC. */
class CryptoTest {

  private static final String HELPERS =
      """
      const bytes = (text) => new TextEncoder().encode(text);
      const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, "0")).join("");
      const key = (text, hash, usages) => crypto.subtle.importKey("raw", bytes(text), { name: "HMAC", hash }, false, usages);
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
  @CsvSource({
    "SHA-1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
    "SHA-256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha-256, '', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "SHA-384, abc,"
        + " cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    "SHA-512, abc,"
        + " ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  })
  void digests(String hash, String text, String expected) {
    assertThat(told("hex(await crypto.subtle.digest('%s', bytes('%s')))".formatted(hash, text)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA-256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "SHA-384,"
        + " af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "SHA-512,"
        + " 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
  })
  void signs(String hash, String expected) {
    String sign = "crypto.subtle.sign('HMAC', await key('Jefe', '%s', ['sign']), %s)";
    String data = "bytes('what do ya want for nothing?')";

    assertThat(told("hex(await " + sign.formatted(hash, data) + ")")).isEqualTo(expected);
    // a view of a part counts as that part
    assertThat(told("hex(await " + sign.formatted(hash, data + ".subarray(0, 28)") + ")"))
        .isEqualTo(expected);
  }

  @Test
  void verifies() {
    assertThat(
            told(
                """
                await (async () => {
                  const k = await key("secret", "SHA-256", ["sign", "verify"]);
                  const good = new Uint8Array(await crypto.subtle.sign("HMAC", k, bytes("data")));
                  const bad = good.slice();
                  bad[31] ^= 1;
                  const checks = [[good, "data"], [bad, "data"], [good, "date"], [good.subarray(0, 31), "data"], [new Uint8Array(0), "data"]];
                  const out = [];
                  for (const [signature, text] of checks) out.push(await crypto.subtle.verify({ name: "HMAC" }, k, signature, bytes(text)));
                  return out.join();
                })()
                """))
        .isEqualTo("true,false,false,false,false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "crypto.subtle.digest('MD5', bytes('a'))        | expected: SHA-1, SHA-256",
        "crypto.subtle.digest('constructor', bytes('a')) | expected: SHA-1, SHA-256",
        "crypto.subtle.digest('SHA-256', 'text')        | encode text with TextEncoder",
        "crypto.subtle.digest('SHA-256', { byteLength: 9, buffer: 1 }) | expected: an ArrayBuffer",
        "crypto.subtle.sign('HMAC', await key('a', 'SHA-256', ['verify']), bytes('a')) | usages"
            + " with 'sign'",
        "crypto.subtle.sign('HMAC', { usages: ['sign'], algorithm: { hash: { name: 'SHA-256' } } },"
            + " bytes('a')) | expected: a CryptoKey",
        "crypto.subtle.importKey('jwk', {}, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']) |"
            + " expected: raw",
        "crypto.subtle.importKey('raw', bytes('a'), { name: 'HMAC', hash: 'SHA-256' }, true,"
            + " ['sign']) | expected: false",
        "key('', 'SHA-256', ['sign'])                   | the key is empty",
        "key('a', 'SHA-256', ['encrypt'])               | expected: sign, verify",
        "new CryptoKey(bytes('a'), 'SHA-256', ['sign'])  | importKey only",
        "(await key('a', 'SHA-256', ['sign'])).usages.push('verify') | extensible",
        "Object.assign(await key('a', 'SHA-256', ['sign']), { usages: ['verify'] }) | read only",
      })
  void mistakesAreRefused(String expression, String reason) {
    assertThat(told("await (async () => " + expression + ")().catch((e) => e.message)"))
        .containsIgnoringCase(reason);
  }

  private static String told(String expression) {
    Policy policy =
        workshop.script(
            HELPERS
                + "export async function onRequest() { return new Response(String("
                + expression
                + ")); }");
    Body body =
        Outcomes.responded(policy.onRequest(RequestBuilder.any(), workshop.exchange())).body();
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
