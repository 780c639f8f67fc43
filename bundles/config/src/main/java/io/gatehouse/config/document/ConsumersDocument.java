package io.gatehouse.config.document;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import java.util.List;
import java.util.Map;

/** What may stand in {@code etc/consumers.yaml}. */
public record ConsumersDocument(@Setting("Client applications") List<ConsumerDocument> consumers) {

  /** What may stand in an item of {@code consumers}. */
  public record ConsumerDocument(
      @Setting("Unique name of the application") @Written(TextForm.ID) String id,
      @Setting("Groups it belongs to, for policies to ask for") @Written(TextForm.ID)
          List<String> groups,
      @Setting("Notes for policies to read") @Written(keys = TextForm.FILLED)
          Map<String, String> metadata,
      @Setting("Hashes of its API keys, as 'gatehouse key hash' prints them")
          @Written(TextForm.KEY_HASH)
          List<String> apiKeys) {}
}
