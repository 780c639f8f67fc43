package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameworkPlanTest {

  private final Map<String, String> properties =
      new FrameworkPlan(
              new Instance(Path.of("/opt/gatehouse"), Path.of("/srv/gate")),
              FrameworkPlan.Mode.CHECK,
              Path.of("/srv/gate/data/cache"),
              List.of(),
              new Versions("1.2.3", "2.0.20", "25.0.3"))
          .properties();

  @Test
  void tellsTheBundlesWhereTheyAre() {
    assertThat(properties)
        .containsEntry("gatehouse.home", "/opt/gatehouse")
        .containsEntry("gatehouse.base", "/srv/gate")
        .containsEntry("gatehouse.mode", "check")
        .containsEntry("gatehouse.version", "1.2.3");
  }

  @Test
  void startsFromAnEmptyCacheAndAllowsCopiesOfABundle() {
    assertThat(properties)
        .containsEntry("org.osgi.framework.storage", "/srv/gate/data/cache")
        .containsEntry("org.osgi.framework.storage.clean", "onFirstInit")
        .containsEntry("org.osgi.framework.bsnversion", "multiple");
  }

  @Test
  void sharesOneLoggingApiUnderBothOfItsVersions() {
    assertThat(properties.getOrDefault("org.osgi.framework.system.packages.extra", "").split(","))
        .contains(
            "org.slf4j;version=\"1.7.36\"",
            "org.slf4j;version=\"2.0.20\"",
            "org.slf4j.event;version=\"2.0.20\"",
            "org.graalvm.polyglot;version=\"25.0.3\"",
            "org.graalvm.polyglot.proxy;version=\"25.0.3\"");
  }

  @Test
  void runsTheCasesOfScriptsWithNothingButWhatTheyNeed() {
    FrameworkPlan.Mode test = FrameworkPlan.Mode.TEST;

    assertThat(
            List.of(
                "gatehouse-api-1.jar",
                "gatehouse-config-1.jar",
                "gatehouse-policy-script-1.jar",
                "jackson-core-2.jar",
                "org.apache.felix.scr-2.jar"))
        .allMatch(jar -> test.includes(Path.of("/system/30", jar)));
    assertThat(
            List.of(
                "gatehouse-http-1.jar",
                "gatehouse-policy-cors-1.jar",
                "gatehouse-camel-1.jar",
                "gatehouse-admin-1.jar",
                "netty-buffer-4.jar"))
        .noneMatch(jar -> test.includes(Path.of("/system/30", jar)))
        .allMatch(jar -> FrameworkPlan.Mode.CHECK.includes(Path.of("/system/30", jar)));
  }

  @Test
  void handsOnWhatACommandAddsForItsBundles() {
    Map<String, String> more = Map.of("gatehouse.test.watch", "true");
    FrameworkPlan plan =
        new FrameworkPlan(
            new Instance(Path.of("/opt/gatehouse"), Path.of("/srv/gate")),
            FrameworkPlan.Mode.TEST,
            Path.of("/srv/gate/data/cache"),
            List.of(),
            new Versions("1.2.3", "2.0.20", "25.0.3"),
            more);

    assertThat(plan.properties())
        .containsEntry("gatehouse.mode", "test")
        .containsEntry("gatehouse.test.watch", "true");
  }
}
