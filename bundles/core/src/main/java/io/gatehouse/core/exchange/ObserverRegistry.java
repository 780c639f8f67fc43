package io.gatehouse.core.exchange;

import io.gatehouse.api.exchange.ExchangeObserver;
import io.gatehouse.api.exchange.ExchangeRecord;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells everyone who wants to know of finished exchanges. */
@Component(service = ObserverRegistry.class)
public final class ObserverRegistry {

  private static final Logger log = LoggerFactory.getLogger(ObserverRegistry.class);

  private volatile List<ExchangeObserver> observers = List.of();

  @Activate
  public ObserverRegistry() {}

  @Reference(
      service = ExchangeObserver.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  public synchronized void bindObserver(ExchangeObserver observer) {
    List<ExchangeObserver> changed = new ArrayList<>(observers);
    changed.add(observer);
    observers = List.copyOf(changed);
  }

  public synchronized void unbindObserver(ExchangeObserver observer) {
    observers = observers.stream().filter(o -> !o.equals(observer)).toList();
  }

  void completed(ExchangeRecord exchangeRecord) {
    List<ExchangeObserver> all = observers;
    for (int i = 0; i < all.size(); i++) {
      try {
        all.get(i).completed(exchangeRecord);
      } catch (Throwable defect) {
        // one observer's defect must not cost the others their record
        log.atError().setCause(defect).log("An exchange observer failed");
      }
    }
  }
}
