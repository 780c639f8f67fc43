package io.gatehouse.config.stray;

import io.gatehouse.api.definition.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A folder that operators fill, and what is read of it. */
enum ReadFolder {
  ETC("etc", "only gatehouse.yaml and consumers.yaml", "yaml|yml|json"),
  APIS("apis", "only *.yaml, *.yml and *.json", "yaml|yml|json"),
  POLICIES("policies", "only *.js and *.mjs, and their cases *.test.yaml,", "js|mjs"),
  DEPLOY(
      "deploy", "only *.jar, and *.yaml, *.yml and *.xml with Camel routes,", "jar|yaml|yml|xml");

  private static final Set<String> SETTINGS = Set.of("gatehouse", "consumers");
  private static final Pattern LIKE_SETTINGS =
      Pattern.compile(
          "(?:gatehouse|consumers)\\.(?:conf|cfg|ini|properties|toml|txt|xml|ya?ml\\..*)",
          Pattern.CASE_INSENSITIVE);
  private static final Set<String> FOR_EDITORS =
      Set.of("jsconfig.json", "tsconfig.json", "package.json", "package-lock.json");

  private final String folder;
  private final String read;
  private final Pattern named;
  private final Pattern settings;

  ReadFolder(String folder, String read, String endings) {
    this.folder = folder;
    this.read = read;
    this.named = Pattern.compile(".+\\.(?:" + endings + ')', Pattern.CASE_INSENSITIVE);
    this.settings = Pattern.compile("(?:gatehouse|consumers)\\.(?:" + endings + ')');
  }

  String folder() {
    return folder;
  }

  /** What is read of it, in words. */
  String read() {
    return read + " are read of " + folder + '/';
  }

  boolean hasSuffix(String name) {
    return named.matcher(name).matches();
  }

  /** Whether a file of this name is read, or not meant to be. */
  boolean expects(String name) {
    return switch (this) {
      case ETC -> isSettings(name) || !looksLikeSettings(name);
      case APIS, DEPLOY -> hasSuffix(name);
      case POLICIES ->
          hasSuffix(name)
              || name.endsWith(".d.ts")
              || name.endsWith(".test.yaml")
              || FOR_EDITORS.contains(name);
    };
  }

  private boolean isSettings(String name) {
    return settings.matcher(name).matches();
  }

  /** Certificates, secrets and the like have other endings and names. */
  private boolean looksLikeSettings(String name) {
    return hasSuffix(name) || LIKE_SETTINGS.matcher(name).matches();
  }

  /** What to do about a file that is not read. */
  String remedy(String name) {
    Optional<ReadFolder> other = elsewhere(name);
    if (other.isPresent()) {
      return "Move it to " + other.get().folder + "/.";
    }
    return switch (this) {
      case ETC ->
          NearestName.of(stem(name), SETTINGS)
              .map(n -> "Rename it to " + n + ".yaml, or move what it says there if there is one.")
              .orElse("Move it out of etc/; an API definition belongs to apis/.");
      case APIS ->
          "Rename it to " + stem(name) + ".yaml if it defines an API, or move it out of apis/.";
      case POLICIES ->
          name.endsWith(".ts")
              ? "Compile it to " + stem(name) + ".js, and keep the source elsewhere."
              : "Rename it to "
                  + stem(name)
                  + ".js if it is a script, to "
                  + stem(name)
                  + ".test.yaml if it has cases of one, or move it out of policies/.";
      case DEPLOY ->
          "Give a bundle the ending .jar and Camel routes .yaml or .xml, or move this out of"
              + " deploy/.";
    };
  }

  /** The folder that the ending belongs to, where it is another. */
  private Optional<ReadFolder> elsewhere(String name) {
    return List.of(APIS, POLICIES, DEPLOY).stream()
        .filter(f -> f != this && !(this == ETC && f == APIS) && f.hasSuffix(name))
        .filter(f -> f != DEPLOY || name.endsWith(".jar"))
        .findFirst();
  }

  private static String stem(String name) {
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }
}
