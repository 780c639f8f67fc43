package io.gatehouse.api.definition;

import java.util.List;
import java.util.Optional;

/**
 * Reads YAML and JSON as they are written, references left alone: a service of the config bundle,
 * for documents that are not definitions.
 */
public interface DocumentParser {

  /**
   * Reads a document. What is wrong with it is in the outcome, never thrown.
   *
   * @param content at most 1 MiB of it
   * @param file as an operator would say it; its ending says whether it is JSON
   */
  Parsed parse(byte[] content, String file);

  /**
   * The outcome.
   *
   * @param root as much of it as could be made out; empty where there is nothing
   * @param findings what kept the rest from being read, in order of place
   */
  record Parsed(Optional<ConfigNode> root, List<Finding> findings) {
    public Parsed {
      findings = List.copyOf(findings);
    }
  }
}
