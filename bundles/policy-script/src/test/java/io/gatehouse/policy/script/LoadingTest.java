package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.BodyNeed;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of scripts that cannot serve. */
class LoadingTest {

  private static final String HOOK = "export function onRequest() {}";

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
    workshop.write("policies/lib/mask.js", "export const mask = (s) => '*'.repeat(s.length);\n");
    workshop.write("policies/lib/broken.js", "export const x = 1;\nexport const y = ;\n");
    workshop.write("policies/lib/deep/er.js", "export const z = 1;\n");
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "export function onRequest(r) {\\n  let y = ;\\n} | bad.js:2:11 | SyntaxError: Expected an"
            + " operand but found ; in `let y = ;`",
        "export function onRequset() {} | bad.js:1:17 | unknown export 'onRequset'. Write"
            + " 'onRequest'",
        "HOOK\\nexport const helper = 1; | bad.js:2:14 | unknown export 'helper'",
        "HOOK\\nexport default function () {} | bad.js:2:8 | unknown export 'default'",
        "export const onRequest = 5; | bad.js:1:14 | onRequest is not a function",
        "const x = 1; | bad.js | exports no hook",
        "'' | bad.js | exports no hook",
        "HOOK\\nthrow new Error('at load'); | bad.js:2 | Error: at load",
        "HOOK\\nconst a = null;\\na.b; | bad.js:3:1 | TypeError",
        "HOOK\\nfor (;;) {} | bad.js | does not come to its end",
        "HOOK\\nconst a = []; for (;;) a.push(new Uint8Array(1e6)); | bad.js | too much memory",
        "HOOK\\nawait new Promise(() => {}); | bad.js:2 | SyntaxError",
        "HOOK\\nexport const meta = { timeoutMs: 0 }; | bad.js:2:23 | meta.timeoutMs: 0",
        "HOOK\\nexport const meta = { timeoutMs: 10001 }; | bad.js:2:23 | from 1 to 10000",
        "HOOK\\nexport const meta = { timeoutMs: 'a' }; | bad.js:2:23 | meta.timeoutMs: \"a\"",
        "HOOK\\nexport const meta = { timeout: 5 }; | bad.js:2:23 | Write 'timeoutMs'",
        "HOOK\\n"
            + "export const meta = { body: { request: 'strem' } }; | bad.js:2:31 | Write 'stream'"
            + " (allowed: bytes, form, json, none, stream, text, xml)",
        "HOOK\\n"
            + "export const meta = { body: { message: 'stream' } }; | bad.js:2:31 | Write one of"
            + " the allowed: bytes, form, json, none, text, xml",
        "HOOK\\nexport const meta = { body: { request: 'jsno' } }; | bad.js:2:31 | Write 'json'",
        "HOOK\\nexport const meta = { body: { reqest: 'json' } }; | bad.js:2:31 | Write 'request'",
        "HOOK\\nexport const meta = { body: 'json' }; | bad.js:2:23 | meta.body: \"json\"",
        "HOOK\\nexport const meta = 5; | bad.js:2:14 | meta is not an object",
        "HOOK\\nexport const meta = { config: { type: 'objct' } }; | bad.js:2:33 | Write 'object'",
        "HOOK\\nexport const meta = { config: { oneOf: [] } }; | bad.js:2:33 | 'oneOf' is not"
            + " available",
        "import { mask } from './lib/nope.js';\\nHOOK | bad.js:1:23 | import './lib/nope.js': does"
            + " not exist",
        "import x from '/etc/passwd';\\nHOOK | bad.js:1:16 | outside policies/",
        "import x from '../etc/gatehouse.yaml';\\nHOOK | bad.js:1:16 | outside policies/",
        "import x from 'http://example.com/x.js';\\nHOOK | bad.js:1:16 | not a file of policies/",
        "import x from './lib/deep/er.js';\\nHOOK | bad.js:1:16 | outside policies/",
        "import x from './notes.txt';\\nHOOK | bad.js:1:16 | does not end in .js",
        "import fs from 'fs';\\nHOOK | bad.js:1:17 | does not end in .js",
        "import './lib/broken.js';\\nHOOK | policies/lib/broken.js:2:18 | SyntaxError",
        "import { nope } from './lib/mask.js';\\nHOOK | bad.js:1:1 | does not provide an export"
            + " named 'nope'",
        "HOOK\\nconst big = 1n; | bad.js:2 | SyntaxError",
        "HOOK\\nwith (Math) { x = random(); } | bad.js:2 | SyntaxError",
        "HOOK\\nDEEP | bad.js | nested too deep",
      })
  void isRefusedWithItsPlace(String script, String place, String told) {
    String text =
        script
            .replace("\\n", "\n")
            .replace("HOOK", HOOK)
            .replace("DEEP", "(".repeat(50_000) + "1" + ")".repeat(50_000))
            .replaceFirst("^''$", "");
    workshop.save("bad.js", text);

    List<Finding> findings = workshop.folders().findings();

    assertThat(findings).isNotEmpty();
    assertThat(findings.getFirst().place().toString()).as(findings.toString()).contains(place);
    assertThat(findings.toString()).contains(told);
    assertThat(workshop.registry().has("bad")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "policies/Tier.js, tier.js",
    "policies/myTier.js, my-tier.js",
    "policies/tier_two.js, tier-two.js",
    "policies/tier.test.js, tier-test.js",
    "policies/script.js, Rename",
    "policies/mask.mjs, policies/lib/",
  })
  void aNameThatCannotBeATypeIsTold(String name, String remedy) throws IOException {
    Path file = workshop.write(name, HOOK);
    workshop.folders().changed(file);
    workshop.quiet();

    assertThat(workshop.folders().findings(file)).hasSize(1);
    assertThat(workshop.folders().findings(file).getFirst().remedy()).contains(remedy);

    Files.delete(file);
    workshop.folders().gone(file);
    workshop.quiet();
    assertThat(workshop.folders().findings(file)).isEmpty();
  }

  @Test
  void whatIsNotTextIsRefused() throws IOException {
    Path file = base.resolve("policies/binary.js");
    Files.write(file, new byte[] {'/', '/', '\n', 'x', (byte) 0xc3, '('});
    workshop.folders().changed(file);
    workshop.quiet();
    assertThat(workshop.folders().findings(file).getFirst().toString())
        .isEqualTo("policies/binary.js:2:2: is not UTF-8. Save the file in UTF-8");

    Files.write(file, new byte[2 * 1024 * 1024]);
    workshop.folders().changed(file);
    workshop.quiet();
    assertThat(workshop.folders().findings(file).getFirst().remedy()).contains("1 MiB");

    Files.writeString(file, "\ufeff" + HOOK);
    workshop.folders().changed(file);
    workshop.quiet();
    assertThat(workshop.folders().findings(file)).isEmpty();
  }

  @Test
  void theNewestVersionIsRefusedAndTheOldOneServesOn() {
    workshop.save("steady.js", "export const onRequest = () => new Response('one');");
    workshop.save("steady.js", "export const onRequest = () => {");

    StatusEntry status = status("steady");
    assertThat(status.state()).isEqualTo(State.DEGRADED);
    assertThat(status.findings()).hasSize(1);
    assertThat(answer("steady")).isEqualTo("one");

    workshop.save("steady.js", "export const onRequest = () => new Response('two');");
    assertThat(status("steady").state()).isEqualTo(State.SERVING);
    assertThat(answer("steady")).isEqualTo("two");
  }

  @Test
  void whatTheRegistryRefusesIsReported() {
    workshop.save("picky.js", "export const onRequest = () => new Response('one');");
    Finding finding = new Finding(Place.of("apis/orders.yaml"), "no", "");
    workshop.registry().refuseWith(List.of(finding));
    try {
      workshop.save("picky.js", "export const onRequest = () => new Response('two');");
    } finally {
      workshop.registry().refuseWith(List.of());
    }

    assertThat(workshop.folders().findings()).contains(finding);
    assertThat(answer("picky")).isEqualTo("one");
  }

  @Test
  void aChangedModuleReloadsWhoUsesIt() {
    workshop.write("policies/lib/word.mjs", "export const word = 'one';");
    workshop.write("policies/lib/by.js", "export { word } from './word.mjs';");
    workshop.save(
        "speaker.js",
        "import { word } from './lib/by.js'; export const onRequest = () => new Response(word);");
    assertThat(answer("speaker")).isEqualTo("one");

    workshop
        .folders()
        .changed(workshop.write("policies/lib/word.mjs", "export const word = 'two';"));
    workshop.quiet();

    assertThat(answer("speaker")).isEqualTo("two");
  }

  @Test
  void aModuleThatComesLateIsWaitedFor() {
    workshop.save(
        "early.js",
        "import { late } from './lib/late.js'; export const onRequest = () => new Response(late);");
    assertThat(workshop.registry().has("early")).isFalse();

    workshop
        .folders()
        .changed(workshop.write("policies/lib/late.js", "export const late = 'late';"));
    workshop.quiet();

    assertThat(answer("early")).isEqualTo("late");
  }

  @Test
  void aLinkThatLeadsOutIsRefused() throws IOException {
    Path secret = Files.writeString(base.resolve("secret.js"), "export const s = 1;");
    Files.createSymbolicLink(base.resolve("policies/lib/link.js"), secret);
    workshop.save("linker.js", "import { s } from './lib/link.js';\n" + HOOK);

    assertThat(workshop.registry().has("linker")).isFalse();
    assertThat(workshop.folders().findings().toString()).contains("leads out of policies/");
  }

  @Test
  void theDescriptorSaysWhatContentIsNeeded() {
    workshop.save("needy.js", "export const meta = { body: { response: 'text' } };\n" + HOOK);

    var descriptor =
        ((Extension.OfPolicy) workshop.registry().extension("needy")).factory().descriptor();

    assertThat(descriptor.requestBody()).isEqualTo(BodyNeed.NONE);
    assertThat(descriptor.responseBody()).isEqualTo(BodyNeed.BUFFERED);
  }

  @Test
  void aFileThatGoesTakesItsTypeAlong() throws IOException {
    workshop.save("brief.js", HOOK);
    Path file = base.resolve("policies/brief.js");
    Files.delete(file);
    workshop.folders().gone(file);
    workshop.quiet();

    assertThat(workshop.registry().has("brief")).isFalse();
    assertThat(workshop.scripts().status()).noneMatch(s -> s.name().equals("brief"));
  }

  private static StatusEntry status(String name) {
    return workshop.scripts().status().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String answer(String type) {
    var body =
        Outcomes.responded(
                workshop.policy(type).onRequest(RequestBuilder.any(), workshop.exchange()))
            .body();
    return body instanceof io.gatehouse.api.http.Body.Buffered buffered ? buffered.text() : "";
  }
}
