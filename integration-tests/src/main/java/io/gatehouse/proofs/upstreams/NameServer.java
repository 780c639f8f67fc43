package io.gatehouse.proofs.upstreams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A name server for which every name is the one address of the moment, for a second. */
final class NameServer implements AutoCloseable {

  private static final int HEAD = 12;
  private static final int LARGEST = 512;
  private static final int A = 1;
  private static final int ONE_SECOND = 1;
  private static final short ANSWER = (short) 0x8180;
  private static final short NAME_OF_QUESTION = (short) 0xc00c;

  private final DatagramSocket socket;
  private volatile InetAddress address;

  NameServer(InetAddress first) {
    try {
      address = first;
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().name("name-server").start(this::serve);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on this is the answer. */
  void answer(InetAddress changed) {
    address = changed;
  }

  /** Writes what has a resolver ask here. */
  void writeSettings(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, "nameserver 127.0.0.1." + socket.getLocalPort() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    byte[] query = new byte[LARGEST];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(query, query.length);
        socket.receive(packet);
        byte[] answer = answer(query);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private byte[] answer(byte[] query) {
    int end = HEAD;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    int type = ByteBuffer.wrap(query).getShort(end + 1);
    end += 5;
    ByteBuffer answer = ByteBuffer.allocate(LARGEST);
    answer.put(query, 0, 2).putShort(ANSWER).putShort((short) 1);
    answer.putShort((short) (type == A ? 1 : 0)).putInt(0);
    answer.put(query, HEAD, end - HEAD);
    if (type == A) {
      answer.putShort(NAME_OF_QUESTION).putShort((short) A).putShort((short) 1);
      answer.putInt(ONE_SECOND).putShort((short) 4).put(address.getAddress());
    }
    byte[] bytes = new byte[answer.position()];
    answer.flip().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    socket.close();
  }
}
