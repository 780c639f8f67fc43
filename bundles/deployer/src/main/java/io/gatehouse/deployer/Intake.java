package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Takes a dropped file in: copies it and finds out whether the copy is a bundle that can be run.
 */
final class Intake {

  private final CopyStore store;
  private final Function<Path, String> display;

  /**
   * An intake that copies into this store.
   *
   * @param display says a path as an operator would
   */
  Intake(CopyStore store, Function<Path, String> display) {
    this.store = store;
    this.display = display;
  }

  /** What came of it. */
  sealed interface Outcome {
    /** A bundle, as far as can be told without running it. */
    record Taken(Candidate candidate) implements Outcome {}

    /** Not a bundle that can be run. */
    record Unusable(List<Finding> findings) implements Outcome {}

    /** The file was gone again. */
    record Vanished() implements Outcome {}
  }

  /**
   * Takes a file.
   *
   * @param content where it is read
   */
  Outcome take(Path file, Path content) {
    Path copy = store.incoming();
    try {
      String fingerprint = content.equals(file) ? copy(content, copy) : link(content, copy);
      Outcome outcome =
          switch (BundleArchive.inspect(copy)) {
            case BundleArchive.Sound(var symbolicName, var version) ->
                new Outcome.Taken(
                    new Candidate(
                        file,
                        content,
                        symbolicName,
                        version,
                        store.keep(copy, symbolicName, version),
                        fingerprint));
            case BundleArchive.Unsound(var header, var problem, var remedy) ->
                unusable(file, header, problem, remedy);
          };
      return outcome;
    } catch (NoSuchFileException e) {
      return new Outcome.Vanished();
    } catch (IOException e) {
      return unusable(
          file,
          "",
          "cannot be read: " + e,
          "Make it readable for the user that the gateway runs as");
    } finally {
      store.discard(copy);
    }
  }

  private Outcome unusable(Path file, String header, String problem, String remedy) {
    Place place = new Place(display.apply(file), 0, 0, header);
    return new Outcome.Unusable(List.of(Complaint.finding(place, problem, remedy)));
  }

  /** What is kept of a file nobody changes, so another name for it will do. */
  private static String link(Path kept, Path copy) throws IOException {
    try {
      Files.createLink(copy, kept);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return copy(kept, copy);
    }
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(copy), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String copy(Path file, Path copy) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), digest)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
