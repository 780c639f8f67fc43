package io.gatehouse.proofs;

import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.http2.H2Spec;
import io.gatehouse.it.http2.H2SpecGround;
import java.nio.file.Path;
import java.util.List;

/** The proof {@code h2spec}: the conformance suite has nothing to say against either listener. */
public final class H2SpecProof {

  private H2SpecProof() {}

  /** {@code --sabotage}: HTTP/2 is not enabled on the listener without TLS. */
  public static void main(String[] arguments) {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    ProofReport report = new ProofReport("h2spec", sabotage);
    H2Spec suite = H2Spec.unpacked();
    try (H2SpecGround ground = sabotage ? H2SpecGround.withoutHttp2() : H2SpecGround.open()) {
      add(report, "without TLS", suite.run(ground.port(), false));
      add(report, "over TLS", suite.run(ground.tlsPort(), true));
    }
    System.exit(report.conclude(target, System.out));
  }

  private static void add(ProofReport report, String listener, H2Spec.Result result) {
    report.figure(listener + ", tests", result.tests());
    report.figure(listener + ", passed", result.passed());
    report.figure(listener + ", failed", result.failed());
    report.promise("every test passes " + listener, result.holds());
    if (!result.holds()) {
      System.out.println(result.output());
    }
  }
}
