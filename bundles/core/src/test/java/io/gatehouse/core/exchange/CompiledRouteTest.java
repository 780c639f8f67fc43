package io.gatehouse.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CompiledRouteTest {

  private static CompiledRoute to(Supplier<Optional<String>> waitsFor) {
    Destination destination =
        new Destination() {
          @Override
          public CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange asked) {
            return CompletableFuture.completedFuture(GatewayResponse.of(200));
          }

          @Override
          public Optional<String> waitsFor() {
            return waitsFor.get();
          }
        };
    return new CompiledRoute.Ready(
        "get",
        new ApiLease("orders"),
        Set.of(),
        new Chain(List.of(), false, false),
        destination,
        "",
        1,
        1);
  }

  @Test
  void aRouteWaitsForWhatItsDestinationWaitsFor() {
    assertThat(to(() -> Optional.of("a mount of /orders")).waitsFor())
        .contains("a mount of /orders");
    assertThat(to(Optional::empty).waitsFor()).isEmpty();
  }

  @Test
  void aDestinationThatCannotTellHidesNothingElse() {
    assertThat(
            to(() -> {
                  throw new IllegalStateException("on purpose");
                })
                .waitsFor())
        .isEmpty();
  }
}
