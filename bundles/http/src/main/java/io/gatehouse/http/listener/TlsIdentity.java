package io.gatehouse.http.listener;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listener proves itself with. The files are watched: a good new pair serves the next
 * handshake, a bad one is reported beside its file while the old pair serves on. Changed on the
 * control thread only.
 */
final class TlsIdentity {

  private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);

  private static final ApplicationProtocolConfig HTTP_2 =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  /** A pair in use. */
  private record InUse(KeyPairFiles pair, SslContext context) {}

  private final String listener;
  private final ListenerDefinition.Tls files;
  private final boolean http2;
  private final DropFolders folders;
  private final Clock clock;
  private final List<Runnable> watches = new ArrayList<>();
  private volatile @Nullable InUse inUse;
  private volatile List<Finding> findings = List.of();
  private List<Path> reported = List.of();

  TlsIdentity(
      String listener,
      ListenerDefinition.Tls files,
      boolean http2,
      DropFolders folders,
      Clock clock) {
    this.listener = listener;
    this.http2 = http2;
    this.files =
        new ListenerDefinition.Tls(
            folders.base().resolve(files.certificate()).normalize(),
            folders.base().resolve(files.key()).normalize());
    this.folders = folders;
    this.clock = clock;
  }

  /** The context for the next handshake; only for a listener that is open. */
  SslContext context() {
    InUse current = inUse;
    if (current == null) {
      throw new IllegalStateException("listener " + listener + " has no certificate yet");
    }
    return current.context();
  }

  /**
   * Loads the pair and from now on watches its files.
   *
   * @param whenGood run each time that a good pair has been taken
   */
  void watch(Runnable whenGood) {
    load(whenGood);
    Path certificates = folder(files.certificate());
    Path keys = folder(files.key());
    if (certificates.equals(keys)) {
      watch(certificates, Set.of(name(files.certificate()), name(files.key())), whenGood);
    } else {
      watch(certificates, Set.of(name(files.certificate())), whenGood);
      watch(keys, Set.of(name(files.key())), whenGood);
    }
  }

  private void watch(Path folder, Set<String> names, Runnable whenGood) {
    watches.add(
        folders.watch(
            folder,
            names,
            (present, gone) -> {
              if (concerns(present) || concerns(gone)) {
                load(whenGood);
              }
            }));
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private boolean concerns(Set<Path> changed) {
    // a watch is by suffix: other files may end the same
    return changed.stream()
        .map(folders.base()::resolve)
        .map(Path::normalize)
        .anyMatch(file -> file.equals(files.certificate()) || file.equals(files.key()));
  }

  private synchronized void load(Runnable whenGood) {
    try {
      KeyPairFiles pair = KeyPairFiles.read(files, clock.instant());
      InUse old = inUse;
      if (old == null || !old.pair().equals(pair)) {
        inUse = new InUse(pair, context(pair));
        if (old != null) {
          ReferenceCountUtil.release(old.context());
        }
        LOG.atInfo()
            .addKeyValue("listener", listener)
            .addKeyValue("certificate", detail(pair.chain().getFirst()))
            .log("certificate taken");
      }
      clear();
      whenGood.run();
    } catch (KeyPairFiles.UnusableException e) {
      refuse(e);
    }
  }

  private SslContext context(KeyPairFiles pair) throws KeyPairFiles.UnusableException {
    try {
      return SslContextBuilder.forServer(pair.key(), pair.chain().toArray(new X509Certificate[0]))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .applicationProtocolConfig(http2 ? HTTP_2 : ApplicationProtocolConfig.DISABLED)
          .build();
    } catch (SSLException e) {
      throw new KeyPairFiles.UnusableException(
          files.certificate(), "TLS cannot use it: " + e.getMessage(), "");
    }
  }

  private void clear() {
    findings = List.of();
    reported.forEach(file -> folders.report(file, List.of()));
    reported = List.of();
  }

  private void refuse(KeyPairFiles.UnusableException problem) {
    for (Path file : reported) {
      if (!problem.files().contains(file)) {
        folders.report(file, List.of());
      }
    }
    reported = problem.files();
    List<Finding> all = new ArrayList<>();
    for (Path file : reported) {
      Finding finding =
          new Finding(
              Place.of(folders.display(file)),
              String.valueOf(problem.getMessage()),
              problem.remedy());
      all.add(finding);
      folders.report(file, List.of(finding));
    }
    findings = List.copyOf(all);
  }

  StatusEntry status() {
    String source = folders.display(files.certificate());
    InUse current = inUse;
    List<Finding> wrong = findings;
    if (current == null) {
      String why = wrong.isEmpty() ? "not loaded" : wrong.getFirst().toString();
      return new StatusEntry("certificate", listener, State.REFUSED, source, why, wrong);
    }
    X509Certificate own = current.pair().chain().getFirst();
    boolean expired = own.getNotAfter().toInstant().isBefore(clock.instant());
    State state = expired || !wrong.isEmpty() ? State.DEGRADED : State.SERVING;
    String detail =
        detail(own)
            + (expired ? ", has expired" : "")
            + (wrong.isEmpty() ? "" : "; the newer files cannot be used");
    return new StatusEntry("certificate", listener, state, source, detail, wrong);
  }

  private static String detail(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName()
        + ", valid until "
        + certificate.getNotAfter().toInstant();
  }

  void close() {
    watches.forEach(Runnable::run);
    watches.clear();
  }
}
