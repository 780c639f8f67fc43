package io.gatehouse.config.document;

import io.gatehouse.api.definition.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What came of a document.
 *
 * @param value what it means; empty where that cannot be used
 * @param draft of what cannot be used, as much as there is
 * @param findings what is wrong with it; there may be some about a value that can be used
 */
public record Reading<T>(Optional<T> value, Optional<T> draft, List<Finding> findings) {

  public Reading {
    findings = List.copyOf(findings);
  }
}
