package io.gatehouse.http.upstream;

import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Somebody on the way to a target who ends the connection in the target's place. */
final class TruncatingRelay implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final AtomicLong lastRelayed = new AtomicLong(System.nanoTime());
  private final AtomicReference<@Nullable Socket> client = new AtomicReference<>();

  private TruncatingRelay(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static TruncatingRelay to(int target) throws IOException {
    TruncatingRelay relay =
        new TruncatingRelay(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().start(relay::relay);
    return relay;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Ends the connection to the client, in good TCP manners, once nothing more is under way. */
  void cutWhenQuiet() throws IOException {
    Awaiting.until("quiet", () -> System.nanoTime() - lastRelayed.get() > 200_000_000L);
    Socket connected = client.get();
    if (connected != null) {
      connected.shutdownOutput();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void relay() {
    try (Socket near = server.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
      client.set(near);
      Thread there = Thread.ofVirtual().start(() -> copy(near, far));
      copy(far, near);
      there.join();
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] some = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        out.write(some, 0, n);
        lastRelayed.set(System.nanoTime());
      }
      to.close();
    } catch (IOException e) {
      // either side is gone: nothing to relay any more
    }
  }
}
