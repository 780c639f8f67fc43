package io.gatehouse.policy.script;

import java.io.ByteArrayOutputStream;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One piece of streamed content on its way through a script's transforms, as the JavaScript side of
 * the script API sees it: what came, and the place where what goes on is left.
 */
public final class StreamPiece {

  /** The most that transforms make of one piece. */
  static final int MOST_MADE = 4 * 1024 * 1024;

  private final byte[] came;
  private final boolean last;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private boolean ended;
  private Outcome outcome = new Outcome.Waiting();

  /** What came of a piece. */
  sealed interface Outcome {

    /** What was made of it goes on. */
    record Passed() implements Outcome {}

    /** A transform threw a GatewayError. */
    record Refused(HookOutcome.Refused refusal) implements Outcome {}

    /** A transform threw something else. */
    record Thrown(Value error) implements Outcome {}

    /** A transform waits for something that does not come. */
    record Waiting() implements Outcome {}
  }

  private StreamPiece(byte[] came, boolean last) {
    this.came = came;
    this.last = last;
  }

  static StreamPiece of(byte[] bytes) {
    return new StreamPiece(bytes, false);
  }

  /** What comes after all content: nothing but its end. */
  static StreamPiece end() {
    return new StreamPiece(new byte[0], true);
  }

  @HostAccess.Export
  public boolean isLast() {
    return last;
  }

  @HostAccess.Export
  public int length() {
    return came.length;
  }

  /** Copies the piece into an ArrayBuffer of its length. */
  @HostAccess.Export
  public void read(Value buffer) {
    HostContent.write(came, buffer);
  }

  /** Lets bytes go on; returns what is wrong with them, or null. */
  @HostAccess.Export
  public @Nullable String write(Value buffer, int offset, int length) {
    if (made.size() + (long) length > MOST_MADE) {
      return "controller.enqueue: more than " + MOST_MADE + " bytes are made of one piece";
    }
    made.writeBytes(HostContent.read(buffer, offset, length));
    return null;
  }

  /** The stream ends with this piece, whatever else would come. */
  @HostAccess.Export
  public void terminated() {
    ended = true;
  }

  /** The transforms are through with it. */
  @HostAccess.Export
  public void passed() {
    outcome = new Outcome.Passed();
  }

  /** A transform threw a GatewayError. */
  @HostAccess.Export
  public void refused(int status, String title, String detail) {
    outcome = new Outcome.Refused(new HookOutcome.Refused(status, title, detail));
  }

  /** A transform threw something else. */
  @HostAccess.Export
  public void failed(Value error) {
    outcome = new Outcome.Thrown(error);
  }

  Outcome outcome() {
    return outcome;
  }

  byte[] made() {
    return made.toByteArray();
  }

  boolean endsStream() {
    return last || ended;
  }
}
