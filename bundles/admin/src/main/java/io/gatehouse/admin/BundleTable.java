package io.gatehouse.admin;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.DeployedBundles.Deployed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The bundles for people: a line for each, what is to be said of it below. */
final class BundleTable {

  private BundleTable() {}

  static String of(List<Deployed> bundles) {
    TextTable table =
        new TextTable("NAME", "VERSION", "STATE", "FILE", "SINCE", "OFFERS", "USED BY");
    for (Deployed bundle : bundles) {
      List<String> offers = new ArrayList<>(bundle.types());
      bundle.parts().forEach(part -> offers.add(part.name()));
      List<String> below = new ArrayList<>();
      if (!bundle.detail().isEmpty() && !bundle.detail().equals("built in")) {
        below.add(bundle.detail());
      }
      bundle.findings().stream().map(Finding::toString).forEach(below::add);
      table.add(
          List.of(
              bundle.name(),
              bundle.version(),
              StatusReport.word(bundle.state()),
              bundle.source(),
              bundle.since().map(Instant::toString).orElse(""),
              String.join(", ", offers),
              String.join(", ", bundle.users())),
          below);
    }
    StringBuilder text = new StringBuilder();
    table.appendTo(text);
    return text.toString();
  }
}
