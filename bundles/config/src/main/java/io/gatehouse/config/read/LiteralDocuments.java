package io.gatehouse.config.read;

import io.gatehouse.api.definition.DocumentParser;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Documents in which a reference is text like any other. Thread-safe. */
@Component(service = DocumentParser.class)
public final class LiteralDocuments implements DocumentParser {

  private final DocumentReader reader = new DocumentReader(References.leftAlone());

  @Activate
  public LiteralDocuments() {}

  @Override
  public Parsed parse(byte[] content, String file) {
    if (content.length > DocumentReader.LARGEST) {
      List<Finding> tooLarge =
          List.of(
              Mistake.at(Place.of(file), "it is larger than 1MiB", "Split it into several files"));
      return new Parsed(Optional.empty(), tooLarge);
    }
    boolean json = file.toLowerCase(Locale.ROOT).endsWith(".json");
    Document document = reader.read(content, file, json);
    return new Parsed(document.root(), document.findings());
  }
}
