package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The reference is what the declarations say, and every policy has its page. Where it is not,
 * {@code -Dreference=write} writes it.
 */
class ReferencePageTest {

  private static final Path FOLDER = Path.of("../../policy-scripts");

  @Test
  void theReferenceIsWhatTheDeclarationsSay() throws IOException {
    Path page = FOLDER.resolve("REFERENCE.md");
    String expected = Declarations.page(Files.readString(FOLDER.resolve("gatehouse.d.ts")));
    if ("write".equals(System.getProperty("reference"))) {
      Files.writeString(page, expected);
    }

    assertThat(page).as("written anew by -Dreference=write").hasContent(expected);
    assertThat(expected)
        .contains("## Gatehouse.Context\n", "| `readonly requestId: string` | The `x-request-id`")
        .contains("## Response\n", "| `structuredClone<T>(value: T): T` |");
  }

  @Test
  void everyPolicyHasAPageCasesAndALineInTheList() throws IOException {
    String list = Files.readString(FOLDER.resolve("README.md"));
    for (String policy : policies()) {
      Path folder = FOLDER.resolve(policy);
      assertThat(folder.resolve(policy + ".test.yaml")).exists();
      assertThat(folder.resolve("README.md")).content().startsWith("# " + policy + "\n");
      assertThat(list).contains("| [" + policy + "](" + policy + "/README.md) |");
    }
    assertThat(policies()).hasSizeGreaterThanOrEqualTo(12);
  }

  /** Every key of a policy's configuration is told on its page. */
  @Test
  void everyKeyIsOnThePageOfItsPolicy() throws IOException {
    Pattern keys = Pattern.compile("^ {6}(\\w+): \\{", Pattern.MULTILINE);
    for (String policy : policies()) {
      String script = Files.readString(FOLDER.resolve(policy).resolve(policy + ".js"));
      String page = Files.readString(FOLDER.resolve(policy).resolve("README.md"));
      Matcher key = keys.matcher(script.substring(0, script.indexOf("\n};")));
      while (key.find()) {
        assertThat(page).as(policy).contains("`" + key.group(1) + "`");
      }
    }
  }

  private static Set<String> policies() throws IOException {
    Set<String> policies = new TreeSet<>();
    try (Stream<Path> folders = Files.list(FOLDER)) {
      for (Path folder : folders.toList()) {
        String name = String.valueOf(folder.getFileName());
        if (Files.exists(folder.resolve(name + ".js"))) {
          policies.add(name);
        }
      }
    }
    assertThat(policies).isNotEmpty().doesNotContainAnyElementsOf(List.of("testing"));
    return policies;
  }
}
