package io.gatehouse.proofs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers with the path that was asked for; below {@code /slow} after a second. */
final class DelayedUpstream {

  private static final long DELAY_MILLIS = 1000;

  private DelayedUpstream() {}

  /** Serves until the socket is closed. */
  static void serve(ServerSocket socket, ExecutorService threads) {
    try {
      while (true) {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      }
    } catch (IOException closed) {
      // the proof is over
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      BufferedReader requests =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String path = line.split(" ", -1)[1];
        while (!requests.readLine().isEmpty()) {
          // no field matters
        }
        if (path.startsWith("/slow/")) {
          TimeUnit.MILLISECONDS.sleep(DELAY_MILLIS);
        }
        String answer =
            "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s".formatted(path.length(), path);
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException gone) {
      // the gateway closed it
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
