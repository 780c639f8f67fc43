package io.gatehouse.testsupport;

import io.gatehouse.api.watch.ServedContents;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps no copies: files are read where they are. What served before is as the test says. */
public final class FakeServedContents implements ServedContents {

  private final Map<Path, Path> before = new HashMap<>();
  private final Map<Path, Path> serving = new HashMap<>();

  @Override
  public Path taken(Path file) {
    return file;
  }

  @Override
  public void serves(Path file, Path content) {
    serving.put(file, content);
  }

  @Override
  public Optional<Path> before(Path file) {
    return Optional.ofNullable(before.get(file));
  }

  /** Has the file have served with this content before. */
  public void servedBefore(Path file, Path content) {
    before.put(file, content);
  }

  /** What the file serves with, as told last. */
  public Optional<Path> serving(Path file) {
    return Optional.ofNullable(serving.get(file));
  }
}
