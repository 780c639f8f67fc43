package io.gatehouse.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse restore}: unpacks beside what is there, then switches; never half. */
@Command(
    name = "restore",
    description =
        "Put what 'gatehouse backup' packed back, in place of what is there. The gateway must not"
            + " run on the folder meanwhile.")
final class RestoreCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE.tar.gz", description = "The backup.")
  private Path file = Path.of("");

  RestoreCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    Path backup = file.toAbsolutePath().normalize();
    if (!Files.isRegularFile(backup)) {
      throw failed("there is no file " + backup);
    }
    Instance instance = gatehouse.instance();
    try (InstanceLock _ = InstanceLock.take(instance)) {
      FileOwners owners = FileOwners.ofProcess(instance.base());
      owners.likeFolder(instance.lockFile(), instance.data());
      UnpackedBackup restored = restore(backup, instance.base(), owners);
      CommandLineTool.out(spec)
          .println(
              "Restored "
                  + restored.files()
                  + " files to "
                  + instance.base()
                  + ", as they were at "
                  + restored.format().made()
                  + " (Gatehouse "
                  + restored.format().version()
                  + ").");
      return ExitCode.OK;
    } catch (ZipException e) {
      throw failed(backup + " is refused: it is not compressed by gzip, or damaged");
    } catch (AccessDeniedException e) {
      throw failed("not allowed: " + e.getMessage() + ". Run this as the gateway's user or root");
    } catch (NoSuchFileException e) {
      throw failed("there is no " + e.getMessage());
    } catch (EOFException e) {
      throw failed(backup + " is refused: it ends too soon, so it was cut off");
    } catch (FileSystemException e) {
      throw failed(e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage());
    } catch (IOException e) {
      throw failed(backup + " is refused: " + e.getMessage());
    }
  }

  private static UnpackedBackup restore(Path backup, Path base, FileOwners owners)
      throws IOException {
    Set<Path> made = new HashSet<>();
    Map<String, Path> targets = targets(base, owners, made);
    RestoreSwitch change = new RestoreSwitch(targets, RestoreMark.of(base));
    try {
      change.prepare();
      UnpackedBackup unpacked = UnpackedBackup.of(backup, targets, made, owners);
      change.perform();
      return unpacked;
    } finally {
      change.tidyUp();
    }
  }

  /** The folders, made where there are none, and where they really are. */
  private static Map<String, Path> targets(Path base, FileOwners owners, Set<Path> made)
      throws IOException {
    Map<String, Path> targets = new TreeMap<>();
    for (String folder : BackupFormat.FOLDERS) {
      Path path = base.resolve(folder);
      boolean missing = !Files.exists(path);
      if (missing) {
        Files.createDirectory(path);
        owners.likeFolder(path, base);
      }
      Path real = path.toRealPath();
      if (missing) {
        made.add(real);
      }
      targets.put(folder, real);
    }
    return targets;
  }

  private static CommandFailedException failed(@Nullable String reason) {
    return new CommandFailedException(ExitCode.FAILED, "Nothing is restored: " + reason + ".");
  }
}
