package io.gatehouse.api.status;

import io.gatehouse.api.definition.Finding;
import java.util.List;

/**
 * One line of the status.
 *
 * @param kind {@code listener}, {@code api}, {@code route}, {@code policy}, {@code bundle}, {@code
 *     target}, {@code certificate}, {@code consumers}
 * @param name unique within its kind: {@code orders/get-order}
 * @param source the file it comes from, relative to the installation; empty where there is none
 * @param detail in words: what it waits for, why it is degraded, what version serves
 * @param findings what is wrong with the newest version of its source
 */
public record StatusEntry(
    String kind, String name, State state, String source, String detail, List<Finding> findings) {

  public StatusEntry {
    findings = List.copyOf(findings);
  }

  public static StatusEntry serving(String kind, String name, String source, String detail) {
    return new StatusEntry(kind, name, State.SERVING, source, detail, List.of());
  }
}
