package io.gatehouse.config.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that something happened in a folder, never what: whoever hears it looks for himself, so that
 * lost, doubled and reordered events do no harm. Where the system has no events to give, nothing is
 * said and the regular look has to do.
 */
final class FolderEvents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FolderEvents.class);
  private static final long LONGEST_JOIN_MILLIS = 2_000;

  private final Runnable something;
  private final @Nullable WatchService service;
  private final @Nullable Thread thread;
  private final Map<Path, Registration> registrations = new ConcurrentHashMap<>();

  /** A folder as it was when it was registered; another one may get its name. */
  private record Registration(String identity, WatchKey key) {}

  FolderEvents(Runnable something) {
    this.something = something;
    this.service = open();
    this.thread =
        service == null
            ? null
            : Thread.ofPlatform().name("gatehouse-watch").daemon().unstarted(() -> run(service));
    if (thread != null) {
      thread.start();
    }
  }

  private static @Nullable WatchService open() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException | UnsupportedOperationException none) {
      log.atWarn()
          .addKeyValue("reason", none.toString())
          .log("No folder events; changes are seen within two seconds");
      return null;
    }
  }

  /** Sees to it that the folder is listened to, if it is there. */
  void listenTo(Path folder) {
    if (service == null) {
      return;
    }
    try {
      String identity =
          String.valueOf(Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
      Registration before = registrations.get(folder);
      if (before != null && before.identity().equals(identity) && before.key().isValid()) {
        return;
      }
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      registrations.put(folder, new Registration(identity, key));
      if (before != null && !before.key().equals(key)) {
        before.key().cancel();
      }
    } catch (IOException | ClosedWatchServiceException absent) {
      registrations.remove(folder);
    }
  }

  private void run(WatchService events) {
    try {
      while (true) {
        WatchKey key = events.take();
        key.pollEvents();
        key.reset();
        something.run();
      }
    } catch (ClosedWatchServiceException | InterruptedException closed) {
      log.atDebug().log("Folder events end");
    }
  }

  @Override
  public void close() {
    try {
      if (service != null) {
        service.close();
      }
      if (thread != null) {
        thread.join(LONGEST_JOIN_MILLIS);
      }
    } catch (IOException e) {
      log.atDebug().addKeyValue("reason", e.toString()).log("Folder events do not close");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
