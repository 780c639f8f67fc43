package io.gatehouse.http.upstream;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks a target whether it is well, on the event loop that it was made for. */
interface Probe extends AutoCloseable {

  /** What is wrong with it, in words; empty where nothing is. Never fails, and ends in time. */
  CompletionStage<Optional<String>> ask();

  @Override
  void close();
}
