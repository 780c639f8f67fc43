package io.gatehouse.it.broken;

import io.gatehouse.it.harness.Certificates;
import io.gatehouse.it.harness.PolicyBundles;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A way to break a file.
 *
 * @param file relative to the instance's folder
 * @param subject which of the requests of the load shows what serves
 * @param broken what is dropped onto the good file
 * @param reason what the operator must be told, in the file's error, the log and the status
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of a breakage
record Breakage(String title, String file, Subject subject, byte[] broken, String reason) {

  /** What can break, each seen by requests of its own. */
  enum Subject {
    SCRIPT,
    DEFINITION,
    BUNDLE,
    CERTIFICATE
  }

  static final String SCRIPT = "policies/mark.js";
  static final String DEFINITION = "apis/definition.yaml";
  static final String BUNDLE = "deploy/stamp.jar";
  static final String CERTIFICATE = "etc/tls/server.pem";

  /**
   * All that the product promises to survive.
   *
   * @param other a certificate that does not belong to the key
   */
  static List<Breakage> all(PolicyBundles bundles, Certificates.Pair other, String api) {
    return List.of(
        script("a script with a mistake in its syntax", "export function onRequest( {\n", ":1"),
        script("a script that fails when it is loaded", "\n\nundefinedName();\n", ":3"),
        script("a script without a hook", "export const nothing = 1;\n", "onRequest"),
        definition("a definition that is no YAML", "api: definition\n  routes: [\n", ":2"),
        definition(
            "a definition with an unknown key", api.replace("policies:", "polices:"), "policies"),
        definition(
            "a definition with an unknown upstream",
            api.replace("upstream: u }", "upstream: v }"),
            "v"),
        definition(
            "a definition whose policy refuses its settings",
            api.replace("x-mark:", "content-length:"),
            "content-length"),
        definition("an empty definition", "", DEFINITION),
        bundle("a bundle with a missing import", bundles.withMissingImport("2.0.0"), "it.nowhere"),
        bundle(
            "a bundle whose activator throws",
            bundles.withThrowingActivator("2.0.0"),
            "no licence for it.stamp"),
        bundle("a bundle that was cut off", bundles.corrupt("2.0.0"), BUNDLE),
        bundle("a bundle without a manifest", bundles.withoutManifest("2.0.0"), "MANIFEST"),
        bundle("a bundle that is no archive", "not a jar".getBytes(StandardCharsets.UTF_8), BUNDLE),
        certificate("a certificate that is none", "-----BEGIN CERTIFICATE-----\nnonsense\n"),
        certificate("a certificate of another key", other.certificate()),
        certificate("an empty certificate", ""));
  }

  private static Breakage script(String title, String text, String reason) {
    return new Breakage(title, SCRIPT, Subject.SCRIPT, bytes(text), reason);
  }

  private static Breakage definition(String title, String text, String reason) {
    return new Breakage(title, DEFINITION, Subject.DEFINITION, bytes(text), reason);
  }

  private static Breakage bundle(String title, byte[] content, String reason) {
    return new Breakage(title, BUNDLE, Subject.BUNDLE, content, reason);
  }

  private static Breakage certificate(String title, String text) {
    return new Breakage(title, CERTIFICATE, Subject.CERTIFICATE, bytes(text), CERTIFICATE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
