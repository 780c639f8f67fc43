package io.gatehouse.config;

import io.gatehouse.api.definition.ConsumerDefinition;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.config.document.ConsumersReader;
import io.gatehouse.config.document.Reading;
import io.gatehouse.config.read.Document;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code etc/consumers.yaml}. Confined to the control thread, but for the status. */
final class ConsumersFile {

  private final DropFolders folders;
  private final EtcFile file;
  private final ConsumersReader reader;
  private List<ConsumerDefinition> consumers = List.of();
  private Optional<Set<String>> groups = Optional.empty();
  private boolean known;
  private volatile StatusEntry status;

  ConsumersFile(DropFolders folders, EtcFile file, ConsumersReader reader) {
    this.folders = folders;
    this.file = file;
    this.reader = reader;
    this.status = entry(State.WAITING, "not read yet", List.of());
  }

  /** Reads the file; whether others are consumers now. */
  boolean read() {
    Optional<Document> document = file.read();
    if (document.isEmpty()) {
      groups = Optional.empty();
      return take(List.of(), "there is no such file");
    }
    Reading<List<ConsumerDefinition>> reading = reader.read(document.get());
    folders.report(file.path(), reading.findings());
    groups = reading.value().or(reading::draft).map(ConsumersFile::groupsOf);
    if (reading.value().isPresent()) {
      List<ConsumerDefinition> newest = reading.value().get();
      file.serves();
      return take(newest, newest.size() == 1 ? "1 consumer" : newest.size() + " consumers");
    }
    boolean changed = !known && takeBefore();
    status =
        known
            ? entry(
                State.DEGRADED,
                "the newest version is refused; the one before it holds",
                reading.findings())
            : entry(State.REFUSED, "no consumer is known", reading.findings());
    return changed;
  }

  /** What held when the gateway ended holds on, where the file has become unusable since. */
  private boolean takeBefore() {
    Optional<List<ConsumerDefinition>> before =
        file.before().flatMap(document -> reader.read(document).value());
    return before.isPresent() && take(before.get(), "");
  }

  private boolean take(List<ConsumerDefinition> newest, String detail) {
    boolean changed = !newest.equals(consumers);
    consumers = newest;
    known = true;
    status = entry(State.SERVING, detail, List.of());
    return changed;
  }

  List<ConsumerDefinition> consumers() {
    return consumers;
  }

  /** The groups in the newest version, as far as it could be read; empty where it could not. */
  Optional<Set<String>> groups() {
    return groups;
  }

  private static Set<String> groupsOf(List<ConsumerDefinition> consumers) {
    return consumers.stream()
        .flatMap(c -> c.consumer().groups().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  StatusEntry status() {
    return status;
  }

  private StatusEntry entry(State state, String detail, List<Finding> findings) {
    return new StatusEntry("consumers", "consumers", state, file.display(), detail, findings);
  }
}
