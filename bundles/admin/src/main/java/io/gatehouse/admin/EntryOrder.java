package io.gatehouse.admin;

import io.gatehouse.api.status.StatusEntry;
import java.util.Comparator;
import java.util.List;

/** The order of status entries. */
final class EntryOrder {

  private static final List<String> KINDS =
      List.of(
          "listener",
          "certificate",
          "admin",
          "log",
          "revision",
          "settings",
          "consumers",
          "bundle",
          "policy",
          "api",
          "route",
          "target");

  /** By kind, from the doors to the targets; kinds that are not known here come last. */
  static final Comparator<StatusEntry> OUTSIDE_IN =
      Comparator.<StatusEntry>comparingInt(entry -> rank(entry.kind()))
          .thenComparing(StatusEntry::kind)
          .thenComparing(StatusEntry::name);

  private EntryOrder() {}

  private static int rank(String kind) {
    int index = KINDS.indexOf(kind);
    return index < 0 ? KINDS.size() : index;
  }
}
