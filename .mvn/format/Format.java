import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Checks or applies google-java-format for every .java file of the tree. Run by the root pom at
 * validate. Files found well-formatted are remembered in target/format.ok by size and time, so that
 * only changed files are read again.
 */
public final class Format {
  private static final Formatter FORMATTER =
      new Formatter(JavaFormatterOptions.builder().formatJavadoc(true).build());

  private static final Set<String> SKIPPED = Set.of("target", "node_modules");

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    String version = args[2];
    if (!apply && !args[0].equals("check")) {
      fail("-Dformat is check or apply, not " + args[0]);
    }
    Path memory = root.resolve("target/format.ok");
    Set<String> known = new HashSet<>();
    if (Files.exists(memory)) {
      known.addAll(Files.readAllLines(memory));
    }
    Set<String> good = new ConcurrentSkipListSet<>();
    Set<String> bad = new ConcurrentSkipListSet<>();
    Set<String> broken = new ConcurrentSkipListSet<>();
    sources(root).parallelStream()
        .forEach(
            file -> {
              String name = root.relativize(file).toString().replace('\\', '/');
              try {
                if (known.contains(stamp(version, name, file))) {
                  good.add(stamp(version, name, file));
                  return;
                }
                String before = Files.readString(file);
                String after = format(before);
                if (before.equals(after)) {
                  good.add(stamp(version, name, file));
                } else if (apply) {
                  Files.write(file, after.getBytes(StandardCharsets.UTF_8));
                  good.add(stamp(version, name, file));
                  System.out.println("formatted " + name);
                } else {
                  bad.add(name);
                }
              } catch (FormatterException e) {
                broken.add(name + ": " + e.getMessage());
              } catch (IOException e) {
                broken.add(name + ": " + e);
              }
            });
    Files.createDirectories(memory.getParent());
    Files.write(memory, new TreeSet<>(good));
    broken.forEach(b -> System.err.println("cannot be formatted: " + b));
    bad.forEach(b -> System.err.println("not formatted: " + b));
    if (!bad.isEmpty()) {
      fail(bad.size() + " file(s) not formatted. Fix: mvn -N validate -Dformat=apply");
    }
    if (!broken.isEmpty()) {
      fail(broken.size() + " file(s) could not be read as Java.");
    }
  }

  private static String format(String source) throws FormatterException {
    String imports = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
    return FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(imports));
  }

  private static String stamp(String version, String name, Path file) throws IOException {
    return version + " " + name + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            boolean hidden = name.startsWith(".") && !dir.equals(root) && !name.equals(".mvn");
            return hidden || SKIPPED.contains(name)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }

  private Format() {}
}
