package io.gatehouse.runtime;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse backup}: everything of an instance that a start does not make anew. */
@Command(
    name = "backup",
    description =
        "Pack etc, apis, policies, deploy and the state in data into one file, also while the"
            + " gateway runs. The file has the keys and secrets that are in those folders.")
final class BackupCommand implements Callable<Integer> {

  private static final int ATTEMPTS = 5;

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE.tar.gz", description = "The file to write; it must not exist.")
  private Path file = Path.of("");

  BackupCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    Path base = gatehouse.instance().base();
    Path target = file.toAbsolutePath().normalize();
    try {
      refuseUnfitting(target, base);
      BackupContent content = write(target, base);
      CommandLineTool.out(spec)
          .println("Wrote " + target + ": " + content.files() + " files of " + base + ".");
      content.leftOut().forEach(name -> CommandLineTool.err(spec).println("Left out: " + name));
      return ExitCode.OK;
    } catch (AccessDeniedException e) {
      throw failed("not allowed: " + e.getMessage() + ". Run this as the gateway's user or root");
    } catch (NoSuchFileException e) {
      throw failed("there is no " + e.getMessage());
    } catch (IOException e) {
      throw failed(e.getMessage());
    }
  }

  private static void refuseUnfitting(Path target, Path base) throws IOException {
    if (Files.exists(target)) {
      throw failed(target + " exists already. Name a file that does not");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failed("there is no folder " + folder);
    }
    Set<Path> own = BackupContent.ownFolders(base);
    for (Path each : own) {
      if (folder.toRealPath().startsWith(each)) {
        throw failed(target + " would be part of itself. Name a file outside of " + each);
      }
    }
    if (own.isEmpty()) {
      throw failed("there is nothing in " + base + ": no folder etc, apis, policies or deploy");
    }
    if (Files.exists(RestoreMark.of(base))) {
      throw failed("a restore of " + base + " was cut off. Restore it again first");
    }
  }

  /** Written aside, for as long as it takes that nothing changes meanwhile, and then named. */
  private static BackupContent write(Path target, Path base) throws IOException {
    Path draft = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        BackupContent before = BackupContent.of(base);
        if (pack(before, draft) && BackupContent.of(base).items().equals(before.items())) {
          try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            written.force(true);
          }
          Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
          return before;
        }
      }
    } finally {
      Files.deleteIfExists(draft);
    }
    throw failed(
        "the files of "
            + base
            + " changed each of the "
            + ATTEMPTS
            + " times that they were read. Try again when nobody writes there");
  }

  /** Whether everything could be packed as it was listed. */
  private static boolean pack(BackupContent content, Path draft) throws IOException {
    Files.deleteIfExists(draft);
    // what is in it is nobody else's business
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(draft);
        TarWriter tar =
            new TarWriter(new GZIPOutputStream(new BufferedOutputStream(out, 64 * 1024)))) {
      label(tar);
      for (BackupContent.Item item : content.items()) {
        if (item.entry().folder()) {
          tar.add(item.entry(), InputStream.nullInputStream());
        } else {
          try (InputStream in = Files.newInputStream(item.path())) {
            tar.add(item.entry(), in);
          }
        }
      }
      return true;
    } catch (TarWriter.ChangedFileException | NoSuchFileException changed) {
      return false;
    }
  }

  private static void label(TarWriter tar) throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    byte[] label =
        new BackupFormat(BackupFormat.NEWEST, Versions.ofBuild().gatehouse(), now.toString())
            .label()
            .getBytes(StandardCharsets.UTF_8);
    tar.add(
        new TarEntry(BackupFormat.LABEL, false, 0600, "", "", now.getEpochSecond(), label.length),
        new ByteArrayInputStream(label));
  }

  private static CommandFailedException failed(@Nullable String reason) {
    return new CommandFailedException(ExitCode.FAILED, "No backup: " + reason + ".");
  }
}
