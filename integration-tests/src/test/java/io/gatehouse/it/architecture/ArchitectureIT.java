package io.gatehouse.it.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.gatehouse.it.harness.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules on the jars that ship, each with the reason for it. */
class ArchitectureIT {

  private static final Distribution DISTRIBUTION = Distribution.ofThisBuild();

  /** What each room is, by the packages that begin its name. */
  private static final List<String> ROOMS =
      List.of(
          "io.gatehouse.core",
          "io.gatehouse.config",
          "io.gatehouse.deployer",
          "io.gatehouse.http",
          "io.gatehouse.camel",
          "io.gatehouse.metrics",
          "io.gatehouse.accesslog",
          "io.gatehouse.admin",
          "io.gatehouse.policy.headers",
          "io.gatehouse.policy.rewrite",
          "io.gatehouse.policy.cors",
          "io.gatehouse.policy.fixedresponse",
          "io.gatehouse.policy.apikey",
          "io.gatehouse.policy.ratelimit",
          "io.gatehouse.policy.script",
          "io.gatehouse.runtime");

  private static JavaClasses product;

  @BeforeAll
  static void read() throws IOException {
    List<Path> jars = new ArrayList<>(ourBundles());
    try (Stream<Path> files = Files.list(DISTRIBUTION.home().resolve("lib"))) {
      files.filter(file -> file.toString().contains("gatehouse-runtime")).forEach(jars::add);
    }
    List<JarFile> opened = new ArrayList<>();
    for (Path jar : jars) {
      opened.add(new JarFile(jar.toFile()));
    }
    product = new ClassFileImporter().importJars(opened);
    for (JarFile jar : opened) {
      jar.close();
    }
  }

  /** Wherever they lie: some are for the demo only. What runs in no gateway is none of them. */
  static List<Path> ourBundles() {
    try (Stream<Path> files = Files.walk(DISTRIBUTION.home())) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("gatehouse-.*\\.jar"))
          .filter(file -> !file.startsWith(DISTRIBUTION.home().resolve("lib")))
          .filter(file -> !file.startsWith(DISTRIBUTION.home().resolve("dev")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void everyRoomIsRead() {
    assertThat(ROOMS)
        .allSatisfy(
            room ->
                assertThat(product.that(resideInAPackage(room + "..")).size())
                    .as(room)
                    .isPositive());
  }

  static List<String> rooms() {
    return ROOMS;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsNoOtherRoom(String room) {
    String[] others =
        ROOMS.stream()
            .filter(other -> !other.equals(room))
            .map(other -> other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because(
            "what a bundle needs of another arrives as a service: then each can be replaced while"
                + " the gateway runs, and be read without the others")
        .check(product);
  }

  @Test
  void theContractKnowsNothing() {
    classes()
        .that()
        .resideInAPackage("io.gatehouse.api..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "io.gatehouse.api..",
                "java..",
                "org.jspecify.annotations..",
                "org.osgi.annotation.."))
        .because("every library in the contract would be a library that every bundle has to have")
        .check(product);
  }

  @Test
  void theEngineKnowsNoLibrary() {
    noClasses()
        .that()
        .resideInAPackage("io.gatehouse.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty..", "org.apache.camel..", "org.graalvm..", "com.fasterxml..", "org.yaml..")
        .because(
            "sockets, scripts, mediation and documents change for other reasons than the rules of"
                + " the gateway do")
        .check(product);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryLivesInItsRoom(String library, Set<String> rooms) {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "live outside " + rooms,
                (JavaClass type) ->
                    type.getPackageName().startsWith("io.gatehouse.")
                        && rooms.stream().noneMatch(type.getPackageName()::startsWith)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .because("a library that one room knows can be replaced by changing one room")
        .check(product);
  }

  static List<org.junit.jupiter.params.provider.Arguments> libraries() {
    return List.of(
        library("io.netty", "io.gatehouse.http", "io.gatehouse.camel"),
        library("org.apache.camel", "io.gatehouse.camel", "io.gatehouse.mediation"),
        library("org.graalvm", "io.gatehouse.policy.script"),
        library("com.fasterxml", "io.gatehouse.config", "io.gatehouse.admin"),
        library("com.codahale", "io.gatehouse.metrics"),
        library("picocli", "io.gatehouse.runtime"),
        library("org.apache.felix.framework", "io.gatehouse.runtime"));
  }

  private static org.junit.jupiter.params.provider.Arguments library(
      String library, String... rooms) {
    return org.junit.jupiter.params.provider.Arguments.of(library, Set.of(rooms));
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .that()
        .resideInAPackage("io.gatehouse..")
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Utilities|Abstract\\w+)(\\$.*)?")
        .orShould()
        .haveNameMatching(".*\\.Default[A-Z]\\w*")
        .because("such a name is a place to put things that nobody has thought about")
        .check(product);
  }

  @Test
  void packagesAreNoDumpingGrounds() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "io.gatehouse..util..",
            "io.gatehouse..utils..",
            "io.gatehouse..common..",
            "io.gatehouse..helper..",
            "io.gatehouse..misc..",
            "io.gatehouse..impl..")
        .because("a name that fits everything keeps nothing out")
        .check(product);
  }

  @Test
  void nothingStaticChanges() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.gatehouse..")
        .should()
        .beFinal()
        .because("static state outlives its bundle and keeps its class loader")
        .check(product);
    noFields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.gatehouse..")
        .should(holdWhatChanges())
        .because("static state outlives its bundle and keeps its class loader")
        .check(product);
  }

  private static ArchCondition<JavaField> holdWhatChanges() {
    return new ArchCondition<>("hold what changes or runs") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        JavaClass type = field.getRawType();
        boolean changes =
            type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo(java.util.concurrent.Executor.class)
                || type.isAssignableTo(Thread.class)
                || type.getPackageName().equals("java.util.concurrent.atomic")
                || type.isAssignableTo(java.util.concurrent.ConcurrentMap.class)
                || type.isAssignableTo(StringBuilder.class);
        events.add(new SimpleConditionEvent(field, changes, field.getFullName()));
      }
    };
  }

  @Test
  void whatTheContractThrowsIsUnchecked() {
    classes()
        .that()
        .areAssignableTo(Throwable.class)
        .and()
        .resideInAPackage("io.gatehouse.api..")
        .should()
        .beAssignableTo(RuntimeException.class)
        .because("failures are mapped once, in core, and not by every caller on the way")
        .check(product);
  }

  @Test
  void nobodyWritesToTheConsole() {
    noClasses()
        .that()
        .resideInAPackage("io.gatehouse..")
        .and()
        .resideOutsideOfPackage("io.gatehouse.runtime..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .because("the console and the end of the process belong to the launcher")
        .check(product);
  }

  @Test
  void nothingSleepsOnTheWay() {
    noClasses()
        .that()
        .resideInAnyPackage("io.gatehouse.core..", "io.gatehouse.http..", "io.gatehouse.policy..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .because("an event loop that sleeps stops the requests of everybody else on it")
        .check(product);
  }

  @ParameterizedTest
  @MethodSource("ourBundles")
  void onlyTheContractAndCamelAreExported(Path bundle) throws IOException {
    try (JarFile jar = new JarFile(bundle.toFile())) {
      Manifest manifest = jar.getManifest();
      String exported = manifest.getMainAttributes().getValue("Export-Package");
      String name = String.valueOf(bundle.getFileName());
      if (name.startsWith("gatehouse-api-")) {
        assertThat(exported).contains("io.gatehouse.api.policy").contains("version=");
        assertThat(exported).doesNotContain("io.gatehouse.core");
      } else if (name.startsWith("gatehouse-camel-")) {
        assertThat(packages(exported))
            .allMatch(p -> p.startsWith("org.apache.camel") || p.equals("io.gatehouse.camel"));
      } else {
        assertThat(exported).as("what %s exports, others come to depend on", name).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ourBundles")
  void noBundleTakesWhateverThereIs(Path bundle) throws IOException {
    try (JarFile jar = new JarFile(bundle.toFile())) {
      var headers = jar.getManifest().getMainAttributes();
      assertThat(headers.getValue("DynamicImport-Package"))
          .as("a dynamic import binds a bundle to whoever comes along, and to its class loader")
          .isNull();
      assertThat(headers.getValue("Bundle-SymbolicName")).startsWith("io.gatehouse.").isLowerCase();
      assertThat(headers.getValue("Bundle-License")).isEqualTo("Apache-2.0");
    }
  }

  /** The names in a header, without attributes and directives. */
  private static List<String> packages(String header) {
    return Stream.of(header.replaceAll("\"[^\"]*\"", "").split(",", -1))
        .map(clause -> clause.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
