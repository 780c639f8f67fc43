package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads YAML past mistakes in its syntax: each is told, what it stands in is taken out of the text,
 * and reading starts over, so that the mistakes behind it are told in the same go.
 */
final class YamlReader {

  private static final int MOST_MISTAKES = 25;
  private static final int MOST_ROUNDS = 60;
  private static final long MOST_NANOS = 2_000_000_000;

  private final Supplier<TreeBuilder> trees;
  private final YamlLines lines;
  private final List<SyntaxMistake> mistakes = new ArrayList<>();
  private final Set<Integer> blamed = new HashSet<>();

  private YamlReader(String text, Supplier<TreeBuilder> trees) {
    this.lines = new YamlLines(text);
    this.trees = trees;
  }

  /** What came of it; the findings of the syntax are in the tree's. */
  record Outcome(Optional<ConfigNode> root, TreeBuilder tree) {}

  /**
   * Reads the text.
   *
   * @param trees makes an empty tree for each attempt
   */
  static Outcome read(String text, Supplier<TreeBuilder> trees) {
    return new YamlReader(text, trees).read();
  }

  private Outcome read() {
    long start = System.nanoTime();
    for (int round = 0; round < MOST_ROUNDS && mistakes.size() < MOST_MISTAKES; round++) {
      if (System.nanoTime() - start > MOST_NANOS) {
        break;
      }
      TreeBuilder tree = trees.get();
      try {
        return outcome(YamlTree.read(lines.text(), tree), tree);
      } catch (MarkedYAMLException wrong) {
        if (!mend(SyntaxMistake.of(wrong, lines))) {
          break;
        }
      } catch (YamlTree.BottomlessException tooDeep) {
        return outcome(Optional.empty(), tree);
      } catch (YAMLException wrong) {
        tree.finding(
            tree.place(0, 0, ""),
            "this is not YAML: " + Shown.plain(String.valueOf(wrong.getMessage())),
            "");
        return outcome(Optional.empty(), tree);
      }
    }
    return outcome(Optional.empty(), trees.get());
  }

  private Outcome outcome(Optional<ConfigNode> root, TreeBuilder tree) {
    for (SyntaxMistake mistake : mistakes) {
      tree.finding(
          tree.place(mistake.line(), mistake.column(), ""), mistake.problem(), mistake.remedy());
    }
    if (lines.lost()) {
      tree.damage().linesLost();
    }
    return new Outcome(root, tree);
  }

  /** Takes the mistake out of the text; false where there is nothing more to take out. */
  private boolean mend(SyntaxMistake mistake) {
    if (mistake.isTab() && lines.replaceTabs()) {
      mistakes.add(mistake);
      return true;
    }
    if (blamed.add(mistake.line())) {
      if (!lines.isAftermath(mistake.line())) {
        mistakes.add(mistake);
      }
      return lines.takeOutValue(mistake.line()) || lines.takeOutLine(mistake.line());
    }
    return lines.takeOutLine(mistake.line());
  }
}
