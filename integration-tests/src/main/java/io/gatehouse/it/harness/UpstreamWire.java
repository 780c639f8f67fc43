package io.gatehouse.it.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The upstream's side of a connection. */
public final class UpstreamWire {

  private final Socket socket;
  private final OutputStream out;

  UpstreamWire(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
  }

  public OutputStream out() {
    return out;
  }

  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  public void send(String latin1) throws IOException {
    send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A well-formed response, whose connection stays open. */
  public void respond(int status, String text, String... headerLines) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(128);
    head.append("HTTP/1.1 ").append(status).append(" Said\r\nContent-Length: ").append(body.length);
    for (String line : headerLines) {
      head.append("\r\n").append(line);
    }
    out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  public void close() throws IOException {
    socket.close();
  }
}
