package io.gatehouse.it.harness;

import java.io.IOException;

/** How a stub upstream answers. */
@FunctionalInterface
public interface Responder {

  /** Answers on the wire, well or badly. Called on the connection's own thread. */
  void answer(Received request, UpstreamWire wire) throws IOException;

  /** A plain answer with this text. */
  static Responder text(String text) {
    return (request, wire) -> wire.respond(200, text);
  }

  /** Bytes, then the connection is closed. */
  static Responder bytesThenClose(byte[] bytes) {
    return (request, wire) -> {
      wire.send(bytes);
      wire.close();
    };
  }

  /** Bytes; the connection stays open. */
  static Responder bytes(byte[] bytes) {
    return (request, wire) -> wire.send(bytes);
  }
}
