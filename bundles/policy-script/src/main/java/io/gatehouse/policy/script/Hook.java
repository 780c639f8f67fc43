package io.gatehouse.policy.script;

import java.util.Arrays;
import java.util.List;

/** A function that a policy may export. */
enum Hook {
  ON_REQUEST("onRequest"),
  ON_RESPONSE("onResponse"),
  ON_ERROR("onError");

  static final List<String> NAMES = Arrays.stream(values()).map(h -> h.export).toList();

  private final String export;

  Hook(String export) {
    this.export = export;
  }

  /** The name of the export. */
  String export() {
    return export;
  }
}
