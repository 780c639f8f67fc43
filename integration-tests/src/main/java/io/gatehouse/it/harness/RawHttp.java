package io.gatehouse.it.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A connection on which anything can be said. */
public final class RawHttp implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final ResponseReader reader;

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.reader = new ResponseReader(in);
  }

  public static RawHttp connect(int port) {
    try {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return new RawHttp(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over TLS, asking for {@code localhost}. */
  public static RawHttp connect(int port, SSLContext tls) {
    try {
      Socket plain = new Socket();
      plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return new RawHttp(tls.getSocketFactory().createSocket(plain, "localhost", port, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Socket socket() {
    return socket;
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  /** Sends every character as one byte. What cannot be sent any more, the far end refused. */
  public RawHttp send(String latin1) {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What cannot be sent any more, the far end refused to read: its answer says why. */
  public RawHttp send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (SocketException e) {
      // said by what is read next
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Says that nothing more will be sent. */
  public RawHttp halfClose() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The next response, interim ones included; empty where the connection ended instead. */
  public Optional<RawResponse> read() {
    return read("GET");
  }

  /** The next response to a request of this method. */
  public Optional<RawResponse> read(String method) {
    try {
      return reader.next(method);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next final response; the connection must not end before it. */
  public RawResponse response() {
    for (int interim = 0; interim < 10; interim++) {
      RawResponse response =
          read().orElseThrow(() -> new IllegalStateException("the connection ended"));
      if (response.status() >= 200) {
        return response;
      }
    }
    throw new IllegalStateException("too many interim responses");
  }

  /** Whether the far end closes, sending nothing more, within this time. */
  public boolean closesWithin(Duration time) {
    try {
      socket.setSoTimeout((int) time.toMillis());
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      restoreTimeout();
    }
  }

  private void restoreTimeout() {
    try {
      if (!socket.isClosed()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
      }
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes away without a word, so that the far end cannot take it for somebody who only listens. */
  public void abort() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
