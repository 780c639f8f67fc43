package io.gatehouse.admin;

import io.gatehouse.api.revision.RevisionException;
import io.gatehouse.api.revision.Revisions;
import io.gatehouse.api.revision.Revisions.Side;
import io.gatehouse.api.revision.RollbackReport;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The revisions, compared and rolled back to. */
final class RevisionResources {

  private static final int USUAL_SECONDS = 20;

  /** The endpoint ends what takes a minute. */
  private static final int MOST_SECONDS = 50;

  private final Revisions kept;
  private final StatusJson json = new StatusJson();

  RevisionResources(Revisions kept) {
    this.kept = kept;
  }

  Answer list(boolean asText) {
    return asText
        ? Answer.ok(Answer.TEXT, RevisionText.of(kept.all(), kept.pinned()))
        : Answer.ok(Answer.JSON, json.revisions(kept.all(), kept.pinned()));
  }

  Answer differences(Query query, boolean asText) {
    Side from = side(query, "from", new Side.Serving());
    Side to = side(query, "to", new Side.Folders());
    try {
      var differences = kept.differences(from, to);
      return asText
          ? Answer.ok(Answer.TEXT, RevisionText.of(differences, from, to))
          : Answer.ok(Answer.JSON, json.differences(differences));
    } catch (RevisionException e) {
      throw new NotUnderstoodException(String.valueOf(e.getMessage()));
    }
  }

  /** Answers when the revision serves, or the time is up. */
  Answer rollBack(Query query, boolean asText) {
    long revision = number(query, "revision");
    Duration patience = Duration.ofSeconds(query.number("seconds", USUAL_SECONDS, MOST_SECONDS));
    RollbackReport report;
    try {
      report = await(kept.rollBack(revision, patience));
    } catch (RevisionException e) {
      return Answer.problem(
          409, "NOT_ROLLED_BACK", "Not rolled back", String.valueOf(e.getMessage()));
    }
    Answer answer =
        asText
            ? Answer.ok(Answer.TEXT, RevisionText.of(report))
            : Answer.ok(Answer.JSON, json.rollback(report));
    return report.outstanding().isEmpty() ? answer : answer.accepted();
  }

  Answer apply(boolean asText) {
    boolean ended = await(kept.release());
    return asText
        ? Answer.ok(Answer.TEXT, RevisionText.ofApply(ended))
        : Answer.ok(Answer.JSON, json.applied(ended));
  }

  private static Side side(Query query, String name, Side otherwise) {
    if (query.all(name).isEmpty()) {
      return otherwise;
    }
    return switch (query.one(name).orElse("")) {
      case "serving" -> new Side.Serving();
      case "folders" -> new Side.Folders();
      default -> new Side.Numbered(number(query, name));
    };
  }

  private static long number(Query query, String name) {
    String text = query.one(name).orElse("");
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw new NotUnderstoodException(
        name
            + ": '"
            + Query.shown(text)
            + "'. Write the number of a revision; 'gatehouse revisions' lists them.");
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RevisionException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RevisionException("The gateway stops.");
    }
  }
}
