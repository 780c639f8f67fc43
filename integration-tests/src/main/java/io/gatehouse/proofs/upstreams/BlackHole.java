package io.gatehouse.proofs.upstreams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port that neither accepts connections nor refuses them: its queue is full. */
final class BlackHole implements AutoCloseable {

  private static final int MOST = 16;
  private static final int PATIENCE_MILLIS = 200;

  private final ServerSocket server;
  private final List<Socket> fillers = new ArrayList<>();

  BlackHole(int port) {
    try {
      server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      while (fill(port)) {
        if (fillers.size() > MOST) {
          throw new IllegalStateException("the queue of port " + port + " does not get full");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean fill(int port) throws IOException {
    Socket filler = new Socket();
    fillers.add(filler);
    try {
      filler.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket filler : fillers) {
        filler.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
