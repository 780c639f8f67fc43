package io.gatehouse.http.upstream;

import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks the JDK for addresses, on virtual threads because it blocks. */
final class PlatformNames extends InetNameResolver {

  PlatformNames(EventExecutor loop) {
    super(loop);
  }

  @Override
  protected void doResolve(String host, Promise<InetAddress> promise) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                promise.trySuccess(InetAddress.getByName(host));
              } catch (UnknownHostException e) {
                promise.tryFailure(e);
              }
            });
  }

  @Override
  protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                promise.trySuccess(List.of(InetAddress.getAllByName(host)));
              } catch (UnknownHostException e) {
                promise.tryFailure(e);
              }
            });
  }
}
