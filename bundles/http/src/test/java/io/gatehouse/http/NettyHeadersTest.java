package io.gatehouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Headers;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.junit.jupiter.api.Test;

class NettyHeadersTest {

  @Test
  void linesOfOneNameAreCombined() {
    Headers headers = new NettyHeaders(new DefaultHttpHeaders());
    headers.add("A", "1").add("b", "").add("a", "2");

    assertThat(headers.combined("a")).isEqualTo("1, 2");
    assertThat(headers.combined("B")).isEmpty();
    assertThat(headers.combined("c")).isNull();
  }
}
