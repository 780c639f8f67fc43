package io.gatehouse.http.listener;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.http.NettyHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * Turns a decoded head into the one canonical request that everything behind the listener sees, or
 * refuses it. One for each connection, because what holds for all its requests is worked out once.
 */
final class RequestForm {

  private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
  private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int LONGEST_METHOD = 32;

  private final TrustedProxies proxies;
  private final boolean trusted;
  private final Client peer;
  private final String scheme;
  private final RequestFields fields;

  private String writtenHost = "";
  private String canonicalHost = "";
  private Client client;

  RequestForm(TrustedProxies proxies, InetSocketAddress address, boolean secure) {
    this.proxies = proxies;
    trusted = proxies.contains(address.getAddress());
    peer = new Client(TrustedProxies.text(address.getAddress()), address.getPort(), secure);
    scheme = secure ? "https" : "http";
    fields = new RequestFields(trusted);
    client = peer;
  }

  /** What was learned of the last request's fields. */
  RequestFields fields() {
    return fields;
  }

  /** Who sent the last request. */
  Client client() {
    return client;
  }

  /** Whoever is at the other end of the connection. */
  Client peer() {
    return peer;
  }

  String scheme() {
    return scheme;
  }

  /**
   * The canonical form, still without its content.
   *
   * @throws ProblemException if the request must be refused
   */
  GatewayRequest canonical(HttpRequest head) {
    client = peer;
    fields.check(head);
    String method = method(head);
    String host = host(head);
    String target = head.uri();
    if (target.indexOf('#') >= 0) {
      throw Faults.bad("the request target has a fragment");
    }
    if (target.charAt(0) == '/') {
      return request(method, host, target, head.headers());
    }
    if (target.equals("*")) {
      if (!method.equals("OPTIONS")) {
        throw Faults.bad("the request target * is for OPTIONS only");
      }
      return request(method, host, "*", "", head.headers());
    }
    return absolute(method, host, target, head.headers());
  }

  private static String method(HttpRequest head) {
    String method = head.method().name();
    if (method.equals("CONNECT") || method.equals("TRACE")) {
      throw new ProblemException(Faults.methodNotAllowed(method));
    }
    if (method.length() > LONGEST_METHOD) {
      throw new ProblemException(
          Faults.notImplemented("a method of more than " + LONGEST_METHOD + " characters"));
    }
    return method;
  }

  private String host(HttpRequest head) {
    String written = fields.host();
    if (written == null) {
      if (head.protocolVersion().minorVersion() != 0) {
        throw Faults.bad("no Host line");
      }
      return "";
    }
    if (!written.equals(writtenHost) || written.isEmpty()) {
      canonicalHost = HostForm.canonical(written);
      writtenHost = written;
    }
    if (!canonicalHost.equals(written)) {
      head.headers().set(HttpHeaderNames.HOST, canonicalHost);
    }
    return canonicalHost;
  }

  private GatewayRequest absolute(String method, String host, String target, HttpHeaders lines) {
    int start;
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      start = 7;
    } else if (target.regionMatches(true, 0, "https://", 0, 8)) {
      start = 8;
    } else {
      throw Faults.bad("the request target is neither a path nor an http URI");
    }
    int end = start;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String authority = HostForm.canonical(target.substring(start, end));
    if (!host.isEmpty() && !authority.equals(host)) {
      throw Faults.bad("the request target names another host than Host");
    }
    lines.set(HttpHeaderNames.HOST, authority);
    String rest = target.substring(end);
    return request(method, authority, rest.startsWith("/") ? rest : '/' + rest, lines);
  }

  private GatewayRequest request(String method, String host, String target, HttpHeaders lines) {
    int question = target.indexOf('?');
    String path = PathForm.canonical(question < 0 ? target : target.substring(0, question));
    String query = question < 0 ? "" : target.substring(question + 1);
    return request(method, host, path, query, lines);
  }

  private GatewayRequest request(
      String method, String host, String path, String query, HttpHeaders lines) {
    if (trusted) {
      appendForwarded(host, lines);
    } else {
      lines.add(FORWARDED_FOR, peer.address());
      lines.add(FORWARDED_PROTO, scheme);
      if (!host.isEmpty()) {
        lines.add(FORWARDED_HOST, host);
      }
    }
    return new GatewayRequest(
        method, scheme, host, path, query, new NettyHeaders(lines), Body.empty());
  }

  private void appendForwarded(String host, HttpHeaders lines) {
    List<String> chain = lines.getAll(FORWARDED_FOR);
    client = new Client(proxies.client(peer.address(), chain), peer.port(), peer.secure());
    lines.set(
        FORWARDED_FOR,
        chain.isEmpty() ? peer.address() : String.join(", ", chain) + ", " + peer.address());
    List<String> proto = lines.getAll(FORWARDED_PROTO);
    if (proto.size() != 1 || !SCHEMES.contains(proto.getFirst())) {
      lines.set(FORWARDED_PROTO, scheme);
    }
    if (lines.getAll(FORWARDED_HOST).size() != 1 && !host.isEmpty()) {
      lines.set(FORWARDED_HOST, host);
    }
  }
}
