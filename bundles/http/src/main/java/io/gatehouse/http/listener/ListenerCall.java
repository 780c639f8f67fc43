package io.gatehouse.http.listener;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.http.ChannelBody;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and the way back for its response: what is the same in all versions of HTTP. The
 * versions say how content is asked for, how a response is written and what follows its end.
 */
abstract class ListenerCall implements ClientCall, ChannelBody.Source {

  /** What is left of an unread body that is worth reading for the sake of the connection. */
  static final long CHEAP = 64 * 1024;

  private final Listener listener;
  private final ListenerLoop loop;
  private final Client client;
  private final long startedNanos;
  private final long declared;
  private final @Nullable ChannelBody body;
  private @Nullable GatewayRequest request;
  private @Nullable EndListener end;
  private boolean expectsContinue;
  private boolean complete;
  private boolean failed;
  private boolean abandoned;
  private boolean answered;
  private boolean over;
  private boolean completed;
  private long limit = Long.MAX_VALUE;
  private long received;
  private long sent;

  /** A request that was let in. */
  ListenerCall(
      Listener listener, ListenerLoop loop, Client client, long startedNanos, Content content) {
    this.listener = listener;
    this.loop = loop;
    this.client = client;
    this.startedNanos = startedNanos;
    declared = content.declared();
    expectsContinue = content.expectsContinue();
    body = content.announced() ? new ChannelBody(loop.nettyLoop(), declared, this) : null;
  }

  /**
   * What a request's head says of its content.
   *
   * @param declared its length, -1 where the head does not tell
   */
  record Content(boolean announced, long declared, boolean expectsContinue) {

    static final Content NONE = new Content(false, -1, false);
  }

  /** Completes the call with the request, which gets its content from here. */
  final void open(GatewayRequest canonical) {
    ChannelBody content = body;
    request = content == null ? canonical : canonical.withBody(content);
  }

  @Override
  public final GatewayRequest request() {
    return Objects.requireNonNull(request);
  }

  @Override
  public final Client client() {
    return client;
  }

  @Override
  public final String listener() {
    return listener.definition().name();
  }

  @Override
  public final EventLoop eventLoop() {
    return loop.loop();
  }

  @Override
  public final long startedNanos() {
    return startedNanos;
  }

  final ListenerLoop loop() {
    return loop;
  }

  final boolean wantsHeadOnly() {
    return request().method().equals("HEAD");
  }

  final long sent() {
    return sent;
  }

  final void sent(int bytes) {
    sent += bytes;
  }

  final boolean over() {
    return over;
  }

  // the request's content

  /** Whether the client should send content now. */
  final boolean wantsContent() {
    ChannelBody content = body;
    return content != null && content.wanted() && !(abandoned && remaining() > CHEAP);
  }

  private long remaining() {
    return complete ? 0 : declared < 0 ? Long.MAX_VALUE : declared - received;
  }

  /** Whether the client holds back, or may go on sending, content that is not worth reading. */
  final boolean leavesContentUnread() {
    return body != null && (withheld() || remaining() > CHEAP);
  }

  /** Takes a piece of content, and with it its release. */
  final void content(ByteBuf piece) {
    ChannelBody content = body;
    int length = piece.readableBytes();
    if (content == null || failed || length == 0) {
      piece.release();
      return;
    }
    received += length;
    if (received > limit) {
      piece.release();
      fail(Faults.bodyTooLarge(limit));
      return;
    }
    content.offer(piece);
  }

  /** All content is here. */
  final void contentComplete(Headers trailers) {
    ChannelBody content = body;
    if (content != null && !failed) {
      complete = true;
      content.complete(trailers);
    }
  }

  final void readComplete() {
    ChannelBody content = body;
    if (content != null) {
      content.readComplete();
    }
  }

  /** The rest of the content will not come, or must not. */
  final void fail(Problem problem) {
    failed = true;
    contentFailed();
    ChannelBody content = body;
    if (content != null) {
      content.fail(new ProblemException(problem));
    }
  }

  @Override
  public final void limitBody(long bytes) {
    limit = bytes;
    if (body != null && !failed && Math.max(declared, received) > bytes) {
      fail(Faults.bodyTooLarge(bytes));
    }
  }

  @Override
  public final void resume() {
    if (withheld() && !answered) {
      writeContinue();
    }
    expectsContinue = false;
    contentWanted();
  }

  @Override
  public final void abandoned() {
    abandoned = true;
    if (wantsContent() && !withheld()) {
      contentWanted();
    }
  }

  /** Whether the client waits for a word from us before it sends its content. */
  private boolean withheld() {
    return expectsContinue && received == 0;
  }

  /** The content broke off: takes note before anybody is told. */
  abstract void contentFailed();

  /** Tells a client that waits for it to send its content. */
  abstract void writeContinue();

  /** Content is wanted from now on. */
  abstract void contentWanted();

  // the response

  @Override
  public final void respond(GatewayResponse response) {
    if (!eventLoop().inEventLoop()) {
      eventLoop().execute(() -> respond(response));
    } else if (over || answered) {
      ResponseWriter.discard(response.body());
    } else {
      answered = true;
      write(response);
    }
  }

  @Override
  public final void onEnd(EndListener heard) {
    end = heard;
    if (over) {
      heard.ended(completed, received, sent);
    }
  }

  /** The client has gone away. */
  final void gone() {
    if (over) {
      return;
    }
    // whoever is told of it may want to answer, and there is nobody to take it
    answered = true;
    fail(Faults.clientGone());
    cancelResponse();
    end(false);
  }

  /** The response was sent, or will not be. */
  final void end(boolean sentToItsEnd) {
    if (over) {
      return;
    }
    over = true;
    completed = sentToItsEnd;
    ChannelBody content = body;
    if (content != null) {
      if (!content.settled()) {
        content.fail(new ProblemException(Faults.badRequest("answered before the body's end")));
      }
      content.discard();
    }
    EndListener listener = end;
    try {
      if (listener != null) {
        listener.ended(completed, received, sent);
      }
    } finally {
      ended(completed);
    }
  }

  /** Begins to write the response. */
  abstract void write(GatewayResponse response);

  /** Gives up what is still to be written. */
  abstract void cancelResponse();

  /** The call is over. */
  abstract void ended(boolean sentToItsEnd);
}
