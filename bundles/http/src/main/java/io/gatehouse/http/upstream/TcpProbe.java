package io.gatehouse.http.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes a connection and closes it. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when the channel has closed
final class TcpProbe implements Probe {

  private final Lane lane;
  private final Bootstrap bootstrap;

  TcpProbe(Lane lane, Bootstrap usual, Duration timeout) {
    this.lane = lane;
    this.bootstrap =
        usual
            .clone(lane.loop())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
            .handler(new Silent());
  }

  @Override
  public CompletionStage<Optional<String>> ask() {
    CompletableFuture<Optional<String>> flaw = new CompletableFuture<>();
    lane.addresses()
        .find(
            new AddressBook.Reader() {
              @Override
              public void found(List<InetAddress> addresses) {
                connect(addresses.getFirst(), flaw);
              }

              @Override
              public void notFound(Throwable cause) {
                flaw.complete(Optional.of(String.valueOf(cause.getMessage())));
              }
            });
    return flaw;
  }

  private void connect(InetAddress address, CompletableFuture<Optional<String>> flaw) {
    ChannelFuture connecting = bootstrap.connect(address, lane.target().url().port());
    connecting.addListener(
        done -> {
          flaw.complete(
              done.isSuccess()
                  ? Optional.empty()
                  : Optional.of(String.valueOf(done.cause().getMessage())));
          connecting.channel().close();
        });
  }

  @Override
  public void close() {
    // nothing is kept open
  }

  /** Whatever the target says, nobody listens. */
  private static final class Silent extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel fresh) {}
  }
}
