package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {

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
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "new URL('HTTP://User:Pw@Example.COM:80/a/./b/../c?x=1#f').href |"
            + " http://User:Pw@example.com/a/c?x=1#f",
        "new URL('https://a.example:8443').href | https://a.example:8443/",
        "new URL('https://a.example:8443').host | a.example:8443",
        "new URL('https://a/b c?d=e f').href | https://a/b%20c?d=e%20f",
        "new URL('../x?y', 'http://a/b/c/d').href | http://a/b/x?y",
        "new URL('/x', 'http://a/b/c/d?q').href | http://a/x",
        "new URL('?q', 'http://a/b/c').href | http://a/b/c?q",
        "new URL('//b/x', 'http://a/b/c').href | http://b/x",
        "new URL('#f', 'http://a/b?c').href | http://a/b?c#f",
        "new URL('upstream://crm/customers/42').pathname | /customers/42",
        "new URL('http://[::1]:9000/').hostname | [::1]",
        "new URL('http://a/%2e%2E/b').pathname | /b",
        "new URL('http://a\\\\b').href | http://a/b",
        "new URL('http://a').origin | http://a",
        "URL.canParse('nonsense') | false",
        "URL.canParse('http://a b/') | false",
        "URL.canParse('http://a:99999/') | false",
        "URL.canParse('http:///x') | false",
        "String(new URLSearchParams('a=1&b=%20x+y&a=2')) | a=1&b=+x+y&a=2",
        "new URLSearchParams('?a=1&a=2').getAll('a').join() | 1,2",
        "new URLSearchParams({ k: 'ü&=' }).toString() | k=%C3%BC%26%3D",
        "new URLSearchParams('k=%C3%BC%zz').get('k') | ü%zz",
        "(() => { const p = new URLSearchParams('a=1&b=2&a=3'); p.set('a', 9); p.delete('b');"
            + " p.append('c', ''); return p })() | a=9&c=",
        "(() => { const u = new URL('http://a/?x=1'); u.searchParams.append('y', '2');"
            + " return u.search })() | ?x=1&y=2",
        "(() => { const u = new URL('http://a/b'); u.pathname = 'c/../d'; return u.pathname })() |"
            + " /d",
        "[...new URLSearchParams('b=1&a=2')].flat().join() | b,1,a,2",
      })
  void urlsFollowTheStandard(String expression, String expected) {
    var policy =
        workshop.script("export const onRequest = () => new Response(String(" + expression + "));");

    Body body =
        Outcomes.responded(policy.onRequest(RequestBuilder.any(), workshop.exchange())).body();

    assertThat(body instanceof Body.Buffered buffered ? buffered.text() : "").isEqualTo(expected);
  }
}
