package io.gatehouse.proofs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An nginx of Debian with a configuration of ours, one worker, on a processor. */
final class Nginx implements AutoCloseable {

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A back end: 1 KiB of JSON from memory, connections kept alive, nothing logged. */
  static Nginx backend(Path folder, String processor) throws IOException, InterruptedException {
    int port = freePort();
    return start(
        folder,
        port,
        processor,
        "",
        """
        access_log off;
        server {
          listen 127.0.0.1:%d backlog=2048;
          location / { default_type application/json; return 200 '{"filler":"%s"}'; }
          location = /big { default_type application/json; return 200 '%s'; }
        }
        """
            .formatted(port, "x".repeat(1011), order()));
  }

  /** 2 KB of JSON as APIs answer it: a few levels, texts, numbers. */
  private static String order() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; lines.length() < 1800; i++) {
      lines
          .append(i == 0 ? "" : ",")
          .append("{\"sku\":\"A-")
          .append(1000 + i)
          .append("\",\"name\":\"Bolt, galvanised\",\"quantity\":")
          .append(i + 1)
          .append(",\"price\":{\"amount\":12.5,\"currency\":\"EUR\"}}");
    }
    return "{\"id\":42,\"customer\":{\"name\":\"Ada Lovelace\",\"card\":\"4711000011112222\"},"
        + "\"open\":true,\"lines\":["
        + lines
        + "]}";
  }

  /** The module that runs scripts in it. */
  static final Path NJS = Path.of("/usr/lib/nginx/modules/ngx_http_js_module.so");

  /** The same proxy as {@link #proxy}, with a script that judges each request and sets a header. */
  static Nginx scripted(Path folder, int backend, String processor)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("hook.js"),
        """
        function route(r) {
          if (!r.headersIn["x-api-key"]) return "none";
          return /^\\/orders\\/\\d+$/.test(r.uri) ? "orders" : "";
        }
        export default { route };
        """);
    return proxy(
        folder,
        backend,
        processor,
        "load_module " + NJS + ";\n",
        "js_import main from " + folder + "/hook.js;\njs_set $route main.route;\n",
        "proxy_set_header x-route $route;\n");
  }

  /**
   * A proxy for the back end as one would run it: connections to it kept alive, and an access log
   * of JSON lines with the fields that Gatehouse logs, buffered as Gatehouse buffers.
   */
  static Nginx proxy(Path folder, int backend, String processor)
      throws IOException, InterruptedException {
    return proxy(folder, backend, processor, "", "", "");
  }

  private static Nginx proxy(
      Path folder, int backend, String processor, String modules, String inHttp, String inLocation)
      throws IOException, InterruptedException {
    int port = freePort();
    return start(
        folder,
        port,
        processor,
        modules,
        inHttp
            + """
            log_format json escape=json '{"ts":"$time_iso8601","id":"$request_id","traceId":"$http_traceparent",'
              '"client":"$remote_addr","listener":"http","api":"orders","route":"default","consumer":"",'
              '"method":"$request_method","host":"$host","path":"$uri","protocol":"$server_protocol",'
              '"status":$status,"durationMs":$request_time,"upstreamMs":"$upstream_response_time",'
              '"bytesIn":$content_length,"bytesOut":$body_bytes_sent,"upstream":"back",'
              '"target":"$upstream_addr","completed":"$request_completion","userAgent":"$http_user_agent"}';
            access_log %s json buffer=64k flush=100ms;
            upstream back { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
            server {
              listen 127.0.0.1:%d backlog=2048;
              location /orders/ {
                proxy_pass http://back;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $host;
                proxy_set_header X-Request-Id $request_id;
                %s
              }
            }
            """
                .formatted(folder.resolve("access.log"), backend, port, inLocation));
  }

  private static Nginx start(Path folder, int port, String processor, String modules, String http)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        modules
            + """
            worker_processes 1;
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 4096; }
            http {
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              keepalive_requests 1000000000; keepalive_timeout 60s; tcp_nodelay on;
            """
                .formatted(folder)
            + http
            + "}\n");
    Process process =
        new ProcessBuilder(
                "taskset",
                "-c",
                processor,
                "nginx",
                "-e",
                folder + "/error.log",
                "-c",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("console.log").toFile())
            .start();
    awaitPort(process, port);
    return new Nginx(process, port);
  }

  private static void awaitPort(Process process, int port)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    throw new IOException("nginx does not listen on port " + port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    if (!process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().isAlive()) {
      return;
    }
    process.destroyForcibly();
  }
}
