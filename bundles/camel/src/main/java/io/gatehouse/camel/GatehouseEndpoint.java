package io.gatehouse.camel;

import java.net.URI;
import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** An HTTP resource that routes call. */
final class GatehouseEndpoint extends DefaultEndpoint {

  private final GatehouseComponent component;
  private final URI target;
  private final Options options;

  /**
   * How it is called.
   *
   * @param timeout until the response's head is there
   * @param maxContent the most bytes that a response may have
   * @param failing whether a status of 400 or more fails the exchange
   */
  record Options(Duration timeout, long maxContent, boolean failing) {}

  GatehouseEndpoint(String uri, GatehouseComponent component, URI target, Options options) {
    super(uri, component);
    this.component = component;
    this.target = target;
    this.options = options;
  }

  @Override
  public GatehouseComponent getComponent() {
    return component;
  }

  URI target() {
    return target;
  }

  Options options() {
    return options;
  }

  @Override
  public Producer createProducer() {
    return new GatehouseProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException(
        "nothing can be received from gatehouse: (expected: to(...); to be called, mount a"
            + " netty-http route with nettySharedHttpServer=#gatehouse)");
  }

  /** What is no option is a parameter of the resource. */
  @Override
  public boolean isLenientProperties() {
    return true;
  }
}
