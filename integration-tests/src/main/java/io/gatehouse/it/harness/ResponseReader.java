package io.gatehouse.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads responses off a connection, strictly: what the gateway sends must be beyond doubt. */
public final class ResponseReader {

  private static final int LONGEST_LINE = 1 << 20;
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final InputStream in;

  public ResponseReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next response, an interim one included; empty where the connection ended instead.
   *
   * @param method that was asked with: no body follows the answer to {@code HEAD}
   */
  public Optional<RawResponse> next(String method) throws IOException {
    String statusLine;
    try {
      statusLine = line();
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    }
    if (!statusLine.matches("HTTP/1\\.[01] [1-5][0-9][0-9] .*")) {
      throw new IOException("not a status line: '" + statusLine + "'");
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    List<RawResponse.Field> fields = fields();
    RawResponse head = new RawResponse(statusLine, status, fields, new byte[0], true);
    if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return Optional.of(head);
    }
    return Optional.of(withBody(head));
  }

  private List<RawResponse.Field> fields() throws IOException {
    List<RawResponse.Field> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || !TOKEN.matcher(line.substring(0, colon)).matches() || hasControl(line)) {
        throw new IOException("not a header line: '" + line + "'");
      }
      fields.add(
          new RawResponse.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return List.copyOf(fields);
  }

  private static boolean hasControl(String line) {
    return line.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127);
  }

  private RawResponse withBody(RawResponse head) throws IOException {
    List<String> lengths = head.all("content-length");
    List<String> codings = head.all("transfer-encoding");
    if (lengths.size() + codings.size() > 1) {
      throw new IOException("the response's length is ambiguous: " + head.fields());
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean whole;
    if (!codings.isEmpty()) {
      whole = chunks(body);
    } else if (lengths.isEmpty()) {
      in.transferTo(body);
      whole = true;
    } else {
      whole = copy(Long.parseLong(lengths.getFirst()), body);
    }
    return new RawResponse(
        head.statusLine(), head.status(), head.fields(), body.toByteArray(), whole);
  }

  private boolean chunks(ByteArrayOutputStream body) throws IOException {
    try {
      for (long size = size(); size > 0; size = size()) {
        if (!copy(size, body) || !line().isEmpty()) {
          return false;
        }
      }
      fields();
      return true;
    } catch (EOFException | SocketException e) {
      return false;
    }
  }

  private long size() throws IOException {
    String line = line();
    return Long.parseLong(line.split(";", 2)[0].strip(), 16);
  }

  private boolean copy(long length, ByteArrayOutputStream body) throws IOException {
    byte[] buffer = new byte[(int) Math.min(length, 64 * 1024)];
    long left = length;
    while (left > 0) {
      int n;
      try {
        n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      } catch (SocketException e) {
        return false;
      }
      if (n < 0) {
        return false;
      }
      body.write(buffer, 0, n);
      left -= n;
    }
    return true;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int c = in.read(); ; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after '" + line.toString(StandardCharsets.ISO_8859_1) + "'");
      }
      if (c == '\n') {
        break;
      }
      if (line.size() > LONGEST_LINE) {
        throw new IOException("a line is longer than " + LONGEST_LINE + " bytes");
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("a line does not end in CRLF: '" + text + "'");
    }
    return text.substring(0, text.length() - 1);
  }
}
