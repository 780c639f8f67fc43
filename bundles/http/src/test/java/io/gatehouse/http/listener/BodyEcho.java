package io.gatehouse.http.listener;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.listener.ClientCall;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers with the content of the request, once all of it is there; trailers behind it. */
final class BodyEcho implements Consumer<ClientCall> {

  @Override
  public void accept(ClientCall call) {
    switch (call.request().body()) {
      case Body.Empty _ -> call.respond(GatewayResponse.of(200, "text/plain", "nothing"));
      case Body.Buffered buffered ->
          call.respond(GatewayResponse.of(200, "text/plain", buffered.text()));
      case Body.Streamed streamed -> streamed.subscribe(new Collecting(call, streamed));
    }
  }

  private static final class Collecting implements Flow.Subscriber<ByteBuffer> {

    private final ClientCall call;
    private final Body.Streamed body;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    Collecting(ClientCall call, Body.Streamed body) {
      this.call = call;
      this.body = body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      all.writeBytes(bytes);
      Objects.requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable cause) {
      int status = cause instanceof ProblemException p ? p.problem().status() : 500;
      call.respond(GatewayResponse.of(status, "text/plain", String.valueOf(cause.getMessage())));
    }

    @Override
    public void onComplete() {
      StringBuilder text = new StringBuilder(all.toString(StandardCharsets.ISO_8859_1));
      body.trailers().forEach((name, value) -> text.append('|').append(name + '=' + value));
      call.respond(GatewayResponse.of(200, "text/plain", text.toString()));
    }
  }
}
