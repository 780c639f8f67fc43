package io.gatehouse.http.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on the loopback address that gives every name the same address, or none. */
final class ScriptedNameServer implements AutoCloseable {

  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int NO_SUCH_NAME = 3;

  private final DatagramSocket socket;
  private final AtomicInteger queries = new AtomicInteger();
  private volatile byte[] address = {};
  private volatile int ttl;

  private ScriptedNameServer(DatagramSocket socket) {
    this.socket = socket;
  }

  static ScriptedNameServer start() {
    try {
      ScriptedNameServer server =
          new ScriptedNameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(server::serve);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void answer(int seconds, int... octets) {
    byte[] changed = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      changed[i] = (byte) octets[i];
    }
    ttl = seconds;
    address = changed;
  }

  /** No name exists from now on. */
  void fail() {
    address = new byte[0];
  }

  int queries() {
    return queries.get();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    byte[] buffer = new byte[2048];
    while (!socket.isClosed()) {
      try {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        socket.receive(query);
        queries.incrementAndGet();
        byte[] reply = reply(Arrays.copyOf(query.getData(), query.getLength()));
        socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
      } catch (IOException e) {
        return;
      }
    }
  }

  private byte[] reply(byte[] query) {
    byte[] known = address;
    int end = HEADER;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    int type = query[end + 2];
    boolean answered = known.length == 4 && type == TYPE_A;
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    reply.write(query, 0, 2);
    reply.writeBytes(new byte[] {(byte) 0x81, (byte) (known.length == 0 ? NO_SUCH_NAME : 0)});
    reply.writeBytes(new byte[] {0, 1, 0, (byte) (answered ? 1 : 0), 0, 0, 0, 0});
    reply.write(query, HEADER, end + 5 - HEADER);
    if (answered) {
      reply.writeBytes(
          new byte[] {(byte) 0xC0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, (byte) ttl, 0, 4});
      reply.writeBytes(known);
    }
    return reply.toByteArray();
  }
}
