package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.FakeDropFolders;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.ManualEventLoop;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A scripts folder with the real engine, on one event loop: the thread of the test. */
final class ScriptWorkshop implements AutoCloseable {

  private final Path base;
  private final FakeDropFolders folders;
  private final QueuedDropFolders queued;
  private final RecordingRegistry registry = new RecordingRegistry();
  private final ManualEventLoop loop = new ManualEventLoop();
  private final MapCacheStore cache = new MapCacheStore();
  private final RecordingCounters counters = new RecordingCounters();
  private final ScriptFolder scripts;
  private boolean booted;

  ScriptWorkshop(Path base) {
    this(base, Duration.ZERO);
    settle("the folder", () -> booted);
  }

  /** One whose scripts wait so long at most for the first revision. */
  ScriptWorkshop(Path base, Duration heldBack) {
    this.base = base;
    this.folders = new FakeDropFolders(base);
    this.queued = new QueuedDropFolders(folders);
    write("policies/lib/.keep", "");
    List<EventLoop> loops = List.of(loop);
    this.scripts =
        new ScriptFolder(
            queued,
            registry,
            new ScriptRuntime(() -> loops, cache, counters),
            (script, shown, content) -> {},
            heldBack,
            () -> booted = true);
  }

  RecordingRegistry registry() {
    return registry;
  }

  FakeDropFolders folders() {
    return folders;
  }

  RecordingCounters counters() {
    return counters;
  }

  ScriptFolder scripts() {
    return scripts;
  }

  ManualEventLoop loop() {
    return loop;
  }

  FakeExchange exchange() {
    return new FakeExchange(loop);
  }

  Path write(String name, String text) {
    try {
      Path file = base.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Saves a policy and waits until it serves or is refused. */
  void save(String name, String text) {
    Path file = write("policies/" + name, text);
    folders.changed(file);
    quiet();
  }

  /** Waits until everything that is under way has come to its end. */
  void quiet() {
    for (int round = 0; round < 3; round++) {
      boolean[] reached = {false};
      scripts.whenIdle(() -> queued.execute(() -> reached[0] = true));
      settle("the script thread", () -> reached[0]);
    }
  }

  void settle(String what, java.util.function.BooleanSupplier condition) {
    io.gatehouse.testsupport.Awaiting.until(
        what,
        () -> {
          queued.runPending();
          loop.runPending();
          return condition.getAsBoolean();
        });
  }

  /** A policy of this type without configuration. */
  Policy policy(String type) {
    return policy(type, new ConfigNode.Mapping(List.of(), Place.of("apis/orders.yaml")));
  }

  /** The same in these surroundings. */
  Policy policy(String type, PolicyEnvironment environment) {
    return policy(type, new ConfigNode.Mapping(List.of(), Place.of("apis/o.yaml")), environment);
  }

  Policy policy(String type, ConfigNode config) {
    return policy(type, config, new TestPolicyEnvironment());
  }

  @SuppressWarnings("unchecked") // every script takes any configuration
  Policy policy(String type, ConfigNode config, PolicyEnvironment environment) {
    Extension extension = registry.extension(type);
    PolicyFactory<ConfigNode> factory =
        (PolicyFactory<ConfigNode>) ((Extension.OfPolicy) extension).factory();
    return factory.create(config, environment);
  }

  /** The type {@code script}. */
  @SuppressWarnings("unchecked") // the type 'script' is that of the factory
  PolicyFactory<InlineScript> inline() {
    return (PolicyFactory<InlineScript>)
        ((Extension.OfPolicy) registry.extension("script")).factory();
  }

  /** Saves a script as {@code probe.js} and makes a policy of it. */
  Policy script(String text) {
    save("probe.js", text);
    if (!folders.findings().isEmpty()) {
      throw new AssertionError(folders.findings().toString());
    }
    return policy("probe");
  }

  /** The same with this upstream, named crm. */
  Policy script(String text, Upstream crm) {
    script(text).close();
    return policy("probe", new TestPolicyEnvironment().withUpstream("crm", crm));
  }

  @Override
  public void close() {
    scripts.stop();
    queued.runPending();
    loop.runPending();
  }
}
