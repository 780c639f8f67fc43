package io.gatehouse.http.listener;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.listener.ListenerControl;
import io.gatehouse.api.listener.RequestHandler;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.http.Loops;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of this gateway: opened together, drained together, told about one by one. */
@Component(service = {ListenerControl.class, StatusSource.class})
public final class Listeners implements ListenerControl, StatusSource {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final Loops loops;
  private final RequestHandler handler;
  private final DropFolders folders;
  private final List<ListenerLoop> shared;
  private final OpenListeners listeners;
  private final List<TlsIdentity> identities = new CopyOnWriteArrayList<>();
  private final List<StatusEntry> refused = new CopyOnWriteArrayList<>();

  @Activate
  public Listeners(
      @Reference Loops loops,
      @Reference RequestHandler handler,
      @Reference DropFolders folders,
      @Reference OpenListeners listeners) {
    this.loops = loops;
    this.handler = handler;
    this.folders = folders;
    this.listeners = listeners;
    shared = loops.all().stream().map(ListenerLoop::new).toList();
  }

  @Deactivate
  public void close() {
    identities.forEach(TlsIdentity::close);
    listeners.forEach(Listener::stopAccepting);
    each(OpenConnection::close);
  }

  @Override
  public void open(List<ListenerDefinition> definitions) {
    for (ListenerDefinition definition : definitions) {
      try {
        open(definition);
      } catch (IllegalArgumentException e) {
        // what the definition says cannot be: it concerns this listener only
        refuse(definition, String.valueOf(e.getMessage()));
      }
    }
  }

  private void open(ListenerDefinition definition) {
    if (definition.tls().isEmpty()) {
      Listener listener = new Listener(definition, handler, loops, shared, null);
      listeners.add(listener);
      listener.open();
      return;
    }
    TlsIdentity identity =
        new TlsIdentity(
            definition.name(),
            definition.tls().get(),
            definition.http2().enabled(),
            folders,
            Clock.systemUTC());
    Listener listener = new Listener(definition, handler, loops, shared, identity::context);
    listeners.add(listener);
    identities.add(identity);
    // opens at once if the pair is good, else as soon as it is mended
    identity.watch(listener::open);
  }

  private void refuse(ListenerDefinition definition, String problem) {
    Finding finding = new Finding(definition.place(), problem, "");
    refused.add(
        new StatusEntry(
            "listener",
            definition.name(),
            State.REFUSED,
            definition.place().file(),
            problem,
            List.of(finding)));
    LOG.atError()
        .addKeyValue("listener", definition.name())
        .addKeyValue("reason", problem)
        .log("listener refused");
  }

  @Override
  public void drain(Duration atMost) {
    listeners.forEach(Listener::stopAccepting);
    each(OpenConnection::drain);
    List<CompletableFuture<?>> ends = new ArrayList<>();
    listeners.forEach(listener -> ends.add(listener.drained().toCompletableFuture()));
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("connections", connections())
          .log("time to drain is up: what is still under way is cut off");
    }
    each(OpenConnection::close);
  }

  private int connections() {
    int sum = 0;
    for (Listener listener : listeners) {
      sum += listener.connections();
    }
    return sum;
  }

  private void each(Consumer<OpenConnection> action) {
    for (ListenerLoop loop : shared) {
      loop.loop().execute(() -> loop.each(action));
    }
  }

  @Override
  public List<StatusEntry> status() {
    List<StatusEntry> all = new ArrayList<>(refused);
    listeners.forEach(listener -> all.add(listener.status()));
    identities.forEach(identity -> all.add(identity.status()));
    return all;
  }
}
