package io.gatehouse.api.destination;

import java.nio.file.Path;

/** What the gateway lends a destination when it is made. */
public interface DestinationEnvironment {

  String api();

  String route();

  /** The folder that relative file names in the definition are relative to. */
  Path folder();
}
