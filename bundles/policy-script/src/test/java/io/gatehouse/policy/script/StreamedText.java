package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/** Content that arrives when it is asked for, its length unknown before. */
final class StreamedText implements Body.Streamed {

  private final String text;
  private boolean cancelled;

  StreamedText(String text) {
    this.text = text;
  }

  /** Whether somebody gave up the rest. */
  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public Headers trailers() {
    return Headers.create();
  }

  @Override
  public void discard() {
    cancelled = true;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            subscriber.onNext(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            if (!cancelled) {
              subscriber.onComplete();
            }
          }

          @Override
          public void cancel() {
            cancelled = true;
          }
        });
  }
}
