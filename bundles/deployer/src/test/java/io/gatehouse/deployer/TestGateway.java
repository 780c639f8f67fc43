package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A real framework with a deployer in it; what surrounds the deployer is faked. */
final class TestGateway implements AutoCloseable {

  private static final String API = ";version=1.0.0";

  private final Path base;
  private final Framework framework;
  private final ControlThread folders;
  private final FakeRegistry registry = new FakeRegistry();
  private @Nullable DeployFolder deployer;
  private @Nullable ServiceRegistration<BootPhase> definitions;

  TestGateway(Path base, Map<String, String> properties) throws BundleException, IOException {
    this.base = base;
    Files.createDirectories(base.resolve("deploy"));
    Map<String, String> configuration = new HashMap<>();
    configuration.put(Constants.FRAMEWORK_STORAGE, base.resolve("cache").toString());
    configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, "onFirstInit");
    configuration.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    configuration.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        String.join(
            ",",
            "io.gatehouse.api.policy" + API,
            "io.gatehouse.api.destination" + API,
            "io.gatehouse.api.extension" + API,
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.0",
            "org.osgi.service.component.runtime.dto;version=1.5.0",
            "org.osgi.util.function;version=1.2.0",
            "org.osgi.util.promise;version=1.3.0"));
    configuration.put(DeployFolder.START_LIMIT, "2");
    configuration.putAll(properties);
    framework = new FrameworkFactory().newFramework(configuration);
    framework.init();
    framework.start();
    folders = new ControlThread(base);
    install(jarOf(org.apache.felix.scr.component.ExtFactoryComponentInstance.class));
    readDefinitions();
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** Installs and starts a bundle as part of the installation. */
  Bundle install(Path jar) throws BundleException {
    Bundle bundle = framework.getBundleContext().installBundle("reference:" + jar.toUri());
    bundle.start();
    return bundle;
  }

  void deploy() throws IOException, BundleException {
    BundleContext context = framework.getBundleContext();
    var components = context.getServiceReference(ServiceComponentRuntime.class);
    deployer = new DeployFolder(context, folders, registry, context.getService(components));
  }

  /** From now on it is known what uses what. */
  void readDefinitions() {
    definitions =
        context()
            .registerService(
                BootPhase.class,
                new BootPhase() {},
                FrameworkUtil.asDictionary(Map.of(BootPhase.PHASE, BootPhase.DEFINITIONS)));
  }

  /** As at a start. */
  void forgetDefinitions() {
    Objects.requireNonNull(definitions).unregister();
  }

  DeployedBundles.Removal askToRemove(String name, boolean force) {
    DeployFolder asked = Objects.requireNonNull(deployer);
    return asked.remove(name, force).toCompletableFuture().join();
  }

  DeployedBundles.Deployed bundle(String name) {
    return Objects.requireNonNull(deployer).bundles().stream()
        .filter(bundle -> bundle.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  void undeploy() {
    if (deployer != null) {
      deployer.deactivate();
      deployer = null;
    }
  }

  /** Where a file of this name lies when it is dropped. */
  Path file(String name) {
    return base.resolve("deploy").resolve(name);
  }

  /** Drops the bundle under this name. */
  Path drop(String name, BundleJar jar) {
    Path file = jar.writeTo(file(name));
    folders.changed(file);
    return file;
  }

  /** Puts the file there and tells nobody yet. */
  Path prepare(String name, BundleJar jar) {
    return jar.writeTo(file(name));
  }

  Path dropText(String name, String content) throws IOException {
    Path file = Files.writeString(file(name), content);
    folders.changed(file);
    return file;
  }

  void remove(Path file) throws IOException {
    folders.remove(file);
  }

  FakeRegistry registry() {
    return registry;
  }

  ControlThread folders() {
    return folders;
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  Framework framework() {
    return framework;
  }

  boolean isBooted() {
    try {
      return !context()
          .getServiceReferences(BootPhase.class, "(phase=" + BootPhase.BUNDLES + ")")
          .isEmpty();
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The bundles with this name that have not been uninstalled. */
  List<Bundle> bundles(String symbolicName) {
    return java.util.Arrays.stream(context().getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .toList();
  }

  List<StatusEntry> status() {
    return deployer == null ? List.of() : deployer.status();
  }

  Optional<StatusEntry> status(String name) {
    return status().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  void awaitState(String name, State state) {
    try {
      Awaiting.until(
          name + " is " + state,
          () -> status(name).filter(entry -> entry.state() == state).isPresent());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " in " + status(), e);
    }
  }

  void awaitDetail(String name, String detail) {
    try {
      Awaiting.until(
          name + ": " + detail,
          () -> status(name).filter(entry -> entry.detail().equals(detail)).isPresent());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " in " + status(), e);
    }
  }

  void awaitVersions(String owner, String... versions) {
    Awaiting.until(
        owner + " offers " + List.of(versions),
        () -> registry.versions(owner).equals(List.of(versions)));
  }

  /** What the operator is told about the file, once there is something. */
  String awaitFinding(Path file) {
    Awaiting.until("a finding for " + file, () -> !folders.findings(file).isEmpty());
    return String.join("\n", folders.findings(file).stream().map(Finding::toString).toList());
  }

  void awaitNoFinding(Path file) {
    Awaiting.until("no finding for " + file, () -> folders.findings(file).isEmpty());
  }

  @Override
  public void close() throws BundleException {
    undeploy();
    framework.stop();
    Awaiting.until("the framework has stopped", () -> framework.getState() == Bundle.RESOLVED);
    folders.close();
  }
}
