package io.gatehouse.proofs;

import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.StubUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The life of the Debian package on a clean Debian. */
public final class PackageLifecycle {

  private static final String CONFIGURATION = "/etc/gatehouse/gatehouse.yaml";
  private static final String PROGRAM = "/usr/share/gatehouse/bin/gatehouse";
  private static final String UNIT = "/usr/lib/systemd/system/gatehouse.service";
  private static final String NEWER = "999";

  /** What dpkg itself keeps of a package that is gone, and what useradd keeps of a user. */
  private static final String KEPT_BY_THE_SYSTEM =
      "/var/lib/dpkg/.*|/var/log/(?:dpkg|alternatives)\\.log|/etc/(?:passwd|group|shadow|gshadow)-"
          + "|/etc/\\.pwd\\.lock|/etc/sub[ug]id-?";

  private final DebianRoot debian;
  private final ProofReport report;
  private final boolean sabotage;
  private final PackagedGateway gateway;
  private int drops;

  private PackageLifecycle(
      DebianRoot debian, ProofReport report, boolean sabotage, PackagedGateway gateway) {
    this.debian = debian;
    this.report = report;
    this.sabotage = sabotage;
    this.gateway = gateway;
  }

  /**
   * Arguments: the package, the archive of a clean Debian; {@code --sabotage}: the upgrade
   * overwrites what the operator wrote.
   */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    Path older = Path.of(arguments[0]);
    ProofReport report = new ProofReport("package-lifecycle", sabotage);
    Path folder = target.resolve("proofs");
    Path repacked = Files.createTempDirectory(folder, "package-");
    Path newer = newer(older, repacked);
    try (StubUpstream upstream = StubUpstream.answering("from behind");
        DebianRoot debian = DebianRoot.of(Path.of(arguments[1]), folder);
        PackagedGateway gateway =
            new PackagedGateway(
                debian, upstream.url(), FreePorts.next(), debian.at("/root/console.txt"))) {
      report.figure("package", Files.size(older) / 1e6, "MB");
      new PackageLifecycle(debian, report, sabotage, gateway)
          .live(debian.bring(older), debian.bring(newer));
    } finally {
      Machine.run("rm", "-rf", repacked.toString());
    }
    System.exit(report.conclude(target, System.out));
  }

  /** The same package with a higher version and other words in a file that operators edit. */
  private static Path newer(Path older, Path folder) throws Exception {
    Path content = folder.resolve("content");
    Machine.run("dpkg-deb", "-R", older.toString(), content.toString());
    Path control = content.resolve("DEBIAN/control");
    Files.writeString(
        control, Files.readString(control).replaceFirst("Version: .*", "Version: " + NEWER));
    Path configuration = content.resolve(CONFIGURATION.substring(1));
    Files.writeString(configuration, Files.readString(configuration) + "# New in this version.\n");
    Path newer = folder.resolve("gatehouse_" + NEWER + ".deb");
    Machine.run("dpkg-deb", "-Znone", "-b", content.toString(), newer.toString());
    return newer;
  }

  private void live(String older, String newer) throws Exception {
    Set<String> before = debian.everything();
    install(older);
    gateway.configure();
    serves("after the installation");
    backUp();
    replace(older, newer, "the upgrade");
    replace(newer, older, "going back");
    remove();
    purge(before);
    comeBack(older);
  }

  private void install(String file) throws Exception {
    long began = System.nanoTime();
    boolean done = debian.run("dpkg", "-i", file).exitCode() == 0;
    report.figure("install", (System.nanoTime() - began) / 1e9, "s").promise("it installs", done);
    String user = debian.run("getent", "passwd", "gatehouse").output();
    report
        .promise("it has a user that cannot log in", user.strip().endsWith("/usr/sbin/nologin"))
        .promise(
            "its unit is enabled",
            Files.isSymbolicLink(
                debian.at("/etc/systemd/system/multi-user.target.wants/gatehouse.service")))
        .promise(
            "what others may not see is not theirs to read",
            debian.run("runuser", "-u", "nobody", "--", "cat", CONFIGURATION).exitCode() != 0);
  }

  /** Starts it by its unit and asks. */
  private void serves(String when) throws Exception {
    long began = System.nanoTime();
    gateway.start(SystemdUnit.read(debian.read(UNIT)));
    boolean answered = gateway.answers("/hello/x", "from behind");
    report
        .figure("serves " + when, (System.nanoTime() - began) / 1e9, "s")
        .promise("it serves " + when, answered)
        .promise("it runs as its own user " + when, gateway.runsAs(userNumber()))
        .promise(
            "scripts are compiled " + when,
            gateway.logs("Script engine is ready engine=\"GraalVM CE\""));
    String extra = "extra-" + ++drops;
    gateway.drop(extra);
    report
        .promise(
            "a file that is saved in /etc/gatehouse/apis serves " + when,
            gateway.answers("/" + extra + "/x", "from behind"))
        .promise("a mistake is told beside its file " + when, gateway.tellsMistakes());
  }

  private String userNumber() throws Exception {
    return debian.run("id", "-u", "gatehouse").output().strip();
  }

  private void backUp() throws Exception {
    report.promise(
        "it is backed up while it runs",
        debian.run("gatehouse", "backup", "/root/backup.tar.gz").exitCode() == 0);
  }

  private void replace(String from, String to, String what) throws Exception {
    String configured = debian.read(CONFIGURATION);
    List<String> command = new ArrayList<>(List.of("dpkg"));
    boolean overwrite = sabotage && to.contains(NEWER);
    command.addAll(
        overwrite ? List.of("--force-confnew") : List.of("--force-confdef", "--force-confold"));
    if (from.contains(NEWER)) {
      command.add("--force-downgrade");
    }
    command.addAll(List.of("-i", to));
    boolean done = debian.run(command.toArray(String[]::new)).exitCode() == 0;
    String version = debian.run("dpkg-query", "-W", "-f", "${Version}", "gatehouse").output();
    boolean kept = debian.read(CONFIGURATION).equals(configured);
    report
        .promise(what + " is done", done && version.equals(NEWER) == to.contains(NEWER))
        .promise(what + " stops the gateway, which ends well", gateway.ended())
        .promise("the operator's settings survive " + what, kept)
        .promise("the operator's APIs survive " + what, Files.exists(gateway.api("hello")));
    if (kept) {
      serves("after " + what);
    } else {
      report.promise("it serves after " + what, false);
    }
  }

  private void remove() throws Exception {
    String configured = debian.read(CONFIGURATION);
    boolean done = debian.run("dpkg", "-r", "gatehouse").exitCode() == 0;
    report
        .promise("it is removed", done && !Files.exists(debian.at(PROGRAM)))
        .promise("its removal stops the gateway, which ends well", gateway.ended())
        .promise(
            "the operator's files survive the removal",
            debian.read(CONFIGURATION).equals(configured) && Files.exists(gateway.api("hello")));
  }

  private void purge(Set<String> before) throws Exception {
    boolean done = debian.run("dpkg", "-P", "gatehouse").exitCode() == 0;
    Set<String> left = new TreeSet<>(debian.everything());
    left.removeAll(before);
    left.removeIf(path -> path.matches(KEPT_BY_THE_SYSTEM));
    left.forEach(path -> System.out.println("LEFT " + path));
    report
        .figure("left after the purge", left.size())
        .promise("a purge leaves nothing", done && left.isEmpty())
        .promise(
            "a purge takes the user away",
            debian.run("getent", "passwd", "gatehouse").exitCode() != 0);
  }

  /** On what is as good as another machine. */
  private void comeBack(String file) throws Exception {
    boolean installed = debian.run("dpkg", "-i", file).exitCode() == 0;
    boolean restored = debian.run("gatehouse", "restore", "/root/backup.tar.gz").exitCode() == 0;
    report.promise("a backup is restored after a new installation", installed && restored);
    serves("after the restore");
    report.promise("it ends well", gateway.stop(TimeUnit.SECONDS.toMillis(30)) == 0);
  }
}
