package io.gatehouse.policy.script;

import java.util.Arrays;
import java.util.List;

/** A function that a script may export. */
enum Hook {
  ON_REQUEST("onRequest"),
  ON_RESPONSE("onResponse"),
  ON_ERROR("onError"),
  ON_MESSAGE("onMessage"),
  /** Of expressions only: policies do not export it. */
  WHEN("when");

  /** What a policy may export. */
  static final List<String> NAMES =
      Arrays.stream(values()).filter(h -> h != WHEN).map(h -> h.export).toList();

  private final String export;

  Hook(String export) {
    this.export = export;
  }

  /** The name of the export. */
  String export() {
    return export;
  }
}
