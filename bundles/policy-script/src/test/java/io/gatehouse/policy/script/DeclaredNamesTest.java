package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gatehouse.d.ts} declares is there. */
class DeclaredNamesTest {

  private static final Path DECLARATIONS = Path.of("../../policy-scripts/gatehouse.d.ts");
  private static final Pattern GLOBAL =
      Pattern.compile("^declare (?:class|var|function) (\\w+)", Pattern.MULTILINE);
  private static final Pattern CONTEXT =
      Pattern.compile("interface Context \\{(.*?)\n  \\}", Pattern.DOTALL);
  private static final Pattern MEMBER = Pattern.compile("^ {4}readonly (\\w+):", Pattern.MULTILINE);

  @TempDir Path base;

  @Test
  void everyDeclaredNameIsThere() throws IOException {
    String declarations = Files.readString(DECLARATIONS);
    Matcher context = CONTEXT.matcher(declarations);
    assertThat(context.find()).isTrue();
    Set<String> globals = names(GLOBAL, declarations);
    Set<String> members = names(MEMBER, context.group(1));
    assertThat(globals).contains("Request", "fetch", "xml", "crypto", "GatewayError");
    assertThat(members).contains("requestId", "cache", "deadline");

    String script =
        """
        export function onRequest(request, context) {
          const globals = %s, members = %s;
          return Response.json([globals.filter((name) => !(name in globalThis)),
              members.filter((name) => !(name in context))]);
        }
        """
            .formatted(Json.of(globals), Json.of(members));
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      var policy = workshop.script(script);
      var response =
          Outcomes.responded(policy.onRequest(RequestBuilder.any(), workshop.exchange()));
      assertThat(response.body())
          .isInstanceOfSatisfying(
              Body.Buffered.class, body -> assertThat(body.text()).isEqualTo("[[],[]]"));
    }
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
