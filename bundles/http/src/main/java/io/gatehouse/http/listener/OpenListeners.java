package io.gatehouse.http.listener;

import io.gatehouse.api.status.MeterSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Which listeners there are, and what they count. A component of its own, because it needs nobody:
 * whoever shows meters is told of finished requests, and so is there before what serves them.
 */
@Component(service = {OpenListeners.class, MeterSource.class})
public final class OpenListeners implements MeterSource, Iterable<Listener> {

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  @Activate
  public OpenListeners() {}

  void add(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public Iterator<Listener> iterator() {
    return listeners.iterator();
  }

  @Override
  public List<Meter> meters() {
    List<Meter> all = new ArrayList<>();
    listeners.forEach(listener -> all.addAll(listener.meters().meters(listener.connections())));
    return all;
  }
}
