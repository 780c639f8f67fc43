package io.gatehouse.it.hostile;

import java.util.ArrayList;
import java.util.List;

/**
 * What a hostile or broken upstream sends, and what the client must get then.
 *
 * @param sent in the words of {@link Wording}
 * @param closes whether the upstream closes behind it
 */
record HostileAnswer(String title, String method, String sent, boolean closes, Right right) {

  /** What is right. */
  enum Right {
    /** A 502 of the gateway's own. */
    BAD_GATEWAY,
    /**
     * A 502, or as much as there was and the connection closed, so that nobody takes it for all.
     */
    BROKEN_OFF,
    /** The response, put right; its connection may be used again. */
    PUT_RIGHT,
    /** The response as it was meant, or a 502. */
    PASSED_OR_BAD_GATEWAY
  }

  private static final String OK = "HTTP/1.1 200 OK\\r\\n";

  /** All of H24. */
  static List<HostileAnswer> all() {
    List<HostileAnswer> all = new ArrayList<>();
    for (String length :
        List.of("+5", "-1", "x", "", "5, 6", "0x5", "99999999999999999999", "5 5")) {
      all.add(
          bad("length '" + length + "'", OK + "Content-Length: " + length + "\\r\\n\\r\\nhello"));
    }
    all.add(bad("two lengths", OK + "Content-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\nhello!"));
    all.add(
        new HostileAnswer(
            "the same length twice",
            "GET",
            OK + "Content-Length: 5\\r\\nContent-Length: 5\\r\\n\\r\\nhello",
            false,
            Right.PASSED_OR_BAD_GATEWAY));
    all.add(
        bad(
            "length and chunked",
            OK + "Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n"));
    for (String coding :
        List.of("xchunked", "gzip", "chunked, identity", "identity, chunked", "chunked;q=1")) {
      all.add(
          bad(
              "coding '" + coding + "'",
              OK + "Transfer-Encoding: " + coding + "\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n"));
    }
    all.add(
        bad(
            "chunked in HTTP/1.0",
            "HTTP/1.0 200 OK\\r"
                + "\\n"
                + "Transfer-Encoding: chunked\\r"
                + "\\n"
                + "\\r"
                + "\\n"
                + "5\\r"
                + "\\n"
                + "hello\\r"
                + "\\n"
                + "0\\r"
                + "\\n"
                + "\\r"
                + "\\n"));
    all.add(bad("a flood of interim responses", "\\{HTTP/1.1 100 Continue\\r\\n\\r\\n*5000}"));
    all.add(bad("a flood of early hints", "\\{HTTP/1.1 103 Early\\r\\nLink: x\\r\\n\\r\\n*5000}"));
    all.add(
        bad(
            "101 unasked",
            "HTTP/1.1 101 Switching\\r"
                + "\\n"
                + "Connection: upgrade\\r"
                + "\\n"
                + "Upgrade: websocket\\r"
                + "\\n"
                + "\\r"
                + "\\n"
                + "raw"));
    all.add(
        bad(
            "a header of a megabyte",
            OK + "X-Any: \\{a*1000000}\\r\\nContent-Length: 0\\r\\n\\r\\n"));
    all.add(
        bad("ten thousand headers", OK + "\\{X-Any: 1\\r\\n*100000}Content-Length: 0\\r\\n\\r\\n"));
    all.add(bad("no status line", "hello, world\\r\\n\\r\\n"));
    all.add(bad("bytes of another protocol", "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\r\\n\\r\\n"));
    for (String status : List.of("99", "1000", "600", "2e2", "abc", "20", "-200", "000")) {
      all.add(
          bad(
              "status '" + status + "'",
              "HTTP/1.1 " + status + " Odd\\r\\nContent-Length: 0\\r\\n\\r\\n"));
    }
    for (String version : List.of("HTTP/2.0", "HTTP/0.9", "HTTP/1.32", "ICY")) {
      all.add(
          bad("version '" + version + "'", version + " 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"));
    }
    for (String line : List.of("X-Any: a\\x00b", ": 1", "nothing", "X-Any: a\\rb", "X-\\x7f: 1")) {
      all.add(bad("line '" + line + "'", OK + line + "\\r\\nContent-Length: 0\\r\\n\\r\\n"));
    }
    for (String line : List.of("X-Any : 1", "X Any: 1", "X-Any: 1\\r\\n folded")) {
      // may be put right instead (RFC 9112 sections 5.1 and 5.2); the client's reader is strict
      all.add(
          new HostileAnswer(
              "line '" + line + "'",
              "GET",
              OK + line + "\\r\\nContent-Length: 0\\r\\n\\r\\n",
              false,
              Right.PUT_RIGHT));
    }
    all.addAll(brokenOff());
    all.addAll(tooMuch());
    return all;
  }

  private static List<HostileAnswer> brokenOff() {
    return List.of(
        closing("nothing at all", "", Right.BAD_GATEWAY),
        closing("half a status line", "HTTP/1.1 2", Right.BAD_GATEWAY),
        closing("half a head", OK + "Content-Le", Right.BAD_GATEWAY),
        closing("half a body", OK + "Content-Length: 10\\r\\n\\r\\nhello", Right.BROKEN_OFF),
        closing(
            "no last chunk",
            OK + "Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n",
            Right.BROKEN_OFF),
        closing(
            "half a chunk",
            OK + "Transfer-Encoding: chunked\\r\\n\\r\\n50\\r\\nhello",
            Right.BROKEN_OFF),
        new HostileAnswer(
            "a bad chunk size",
            "GET",
            OK
                + "Transfer-Encoding: chunked\\r"
                + "\\n"
                + "\\r"
                + "\\n"
                + "5\\r"
                + "\\n"
                + "hello\\r"
                + "\\n"
                + "0x5\\r"
                + "\\n"
                + "world\\r"
                + "\\n"
                + "0\\r"
                + "\\n"
                + "\\r"
                + "\\n",
            false,
            Right.BROKEN_OFF),
        new HostileAnswer(
            "chunk data too long",
            "GET",
            OK + "Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nhello\\r\\n0\\r\\n\\r\\n",
            false,
            Right.BROKEN_OFF));
  }

  private static List<HostileAnswer> tooMuch() {
    String more = "HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\npoison";
    return List.of(
        passed(
            "a second response behind the first",
            "GET",
            OK + "Content-Length: 5\\r\\n\\r\\nhello" + more),
        passed("bytes behind a response", "GET", OK + "Content-Length: 5\\r\\n\\r\\nhelloXX"),
        passed(
            "bytes behind chunks",
            "GET",
            OK + "Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n" + more),
        passed("a body with 204", "GET", "HTTP/1.1 204 None\\r\\n\\r\\n" + more),
        passed(
            "a length with 204",
            "GET",
            "HTTP/1.1 204 None\\r\\nContent-Length: 5\\r\\n\\r\\nhello"),
        passed(
            "a body with 304", "GET", "HTTP/1.1 304 Same\\r\\nContent-Length: 5\\r\\n\\r\\nhello"),
        passed("a body for HEAD", "HEAD", OK + "Content-Length: 5\\r\\n\\r\\nhello"),
        passed("a second response for HEAD", "HEAD", OK + "Content-Length: 5\\r\\n\\r\\n" + more));
  }

  private static HostileAnswer bad(String title, String sent) {
    return new HostileAnswer(title, "GET", sent, false, Right.BAD_GATEWAY);
  }

  private static HostileAnswer closing(String title, String sent, Right right) {
    return new HostileAnswer(title, "GET", sent, true, right);
  }

  private static HostileAnswer passed(String title, String method, String sent) {
    return new HostileAnswer(title, method, sent, false, Right.PASSED_OR_BAD_GATEWAY);
  }
}
