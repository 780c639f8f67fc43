package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.DocumentParser;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps versions from serving whose cases fail, where the settings want that. The cases run in an
 * engine of their own, made when the first are there: nothing they do is felt by requests.
 */
@Component(service = CaseGate.class)
public final class CaseGate implements CaseCheck {

  private static final Logger LOG = LoggerFactory.getLogger(CaseGate.class);
  private static final long SETTINGS_SECONDS = 10;

  private final DocumentParser parser;
  private final ConfigBinder binder;
  private final CountDownLatch known = new CountDownLatch(1);
  private volatile boolean required;
  private @Nullable CaseRun run;

  @Activate
  public CaseGate(@Reference DocumentParser parser, @Reference ConfigBinder binder) {
    this.parser = parser;
    this.binder = binder;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "forget")
  void holds(GatewaySettings settings) {
    required = settings.scripts().requireTests();
    known.countDown();
  }

  void forget(GatewaySettings settings) {
    // others come in their place, or the gateway ends
  }

  @Deactivate
  synchronized void stop() {
    if (run != null) {
      run.close();
      run = null;
    }
  }

  @Override
  public void check(Path script, String shown, Path content) {
    Path cases = CaseFolder.casesOf(script);
    if (!Files.isRegularFile(cases) || !required()) {
      return;
    }
    String shownCases = CaseFolder.casesOf(Path.of(shown)).toString();
    switch (outcome(cases, shownCases, content)) {
      case CaseRun.Outcome.Refused(List<Finding> findings) ->
          throw new ScriptRefusedException(findings);
      case CaseRun.Outcome.Ran(List<CaseBench.Result> results) -> {
        List<Finding> findings = results.stream().flatMap(r -> r.findings().stream()).toList();
        if (!findings.isEmpty()) {
          throw new ScriptRefusedException(findings);
        }
      }
    }
  }

  private synchronized CaseRun.Outcome outcome(Path cases, String shown, Path content) {
    if (run == null) {
      run = new CaseRun(parser, binder);
    }
    try {
      return run.run(cases, shown, content);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while cases were run", e);
    }
  }

  private boolean required() {
    try {
      if (!known.await(SETTINGS_SECONDS, TimeUnit.SECONDS)) {
        LOG.atWarn().log("Scripts are loaded before there are settings: their cases are not run");
      }
      return required;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the settings were awaited", e);
    }
  }
}
