package io.gatehouse.admin;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the launcher that the start waits for somebody to mend the settings: the gateway stays,
 * lets nothing in, and goes on by itself as soon as they are good.
 */
@Component(
    service = {},
    immediate = true)
public final class SettingsReporter {

  @Activate
  public SettingsReporter(
      @Reference GatewaySettings settings,
      @Reference DropFolders folders,
      @Reference StatusBoard board,
      @Reference(target = "(&(gatehouse.outlet=launcher)(gatehouse.mode=run))")
          Consumer<Map<String, Object>> outlet) {
    folders.execute(
        () -> pending(board.entries()).ifPresent(text -> outlet.accept(Map.of("pending", text))));
  }

  /** Why the start waits, if it does. */
  static Optional<String> pending(List<StatusEntry> entries) {
    return entries.stream()
        .filter(entry -> entry.kind().equals("settings") && entry.state() == State.REFUSED)
        .findFirst()
        .map(SettingsReporter::text);
  }

  private static String text(StatusEntry entry) {
    StringBuilder text = new StringBuilder(entry.source()).append(" is refused: ");
    text.append(entry.detail());
    for (Finding finding : entry.findings()) {
      text.append("\n  ").append(finding);
    }
    return text.toString();
  }
}
