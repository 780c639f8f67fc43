package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.config.read.Shown;
import java.util.Locale;

/** What a shape wants, in words. */
final class Expectation {

  private Expectation() {}

  static String of(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text.form().wanted();
      case Shape.Whole whole -> wholeNumber(whole);
      case Shape.Fraction fraction -> "a number";
      case Shape.Flag flag -> "true or false";
      case Shape.Choice choice -> "one of " + String.join(", ", Choices.names(choice.type()));
      case Shape.Time time -> "a duration such as 10s";
      case Shape.Size size -> "a size such as 64KiB";
      case Shape.Link link -> "a URI";
      case Shape.Hidden hidden -> "a reference such as ${secret:name}";
      case Shape.Keyed keyed ->
          "keys and values: " + String.join(", ", RecordKeys.of(keyed.type()).keys().keySet());
      case Shape.Listed listed -> "a list";
      case Shape.Mapped mapped -> "names and values";
      case Shape.Maybe maybe -> of(maybe.shape());
      case Shape.Anything anything -> "a value";
      case Shape.Impossible impossible -> "nothing";
    };
  }

  private static String wholeNumber(Shape.Whole whole) {
    boolean bounded = whole.max() < Integer.MAX_VALUE;
    return bounded ? "a whole number of " + whole.min() + " to " + whole.max() : "a whole number";
  }

  /** What the key is for. */
  static String sentence(RecordKeys.Key key) {
    String text = key.description();
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /** What a node is. */
  static String found(ConfigNode node, Shape wanted) {
    return switch (node) {
      case ConfigNode.Mapping mapping -> "these are keys and values";
      case ConfigNode.Sequence sequence -> "this is a list";
      case ConfigNode.Scalar scalar when scalar.kind() == Kind.NULL -> "there is no value";
      case ConfigNode.Scalar scalar ->
          wanted.confidential()
              ? "this is a single value"
              : "this is the single value " + Shown.quoted(scalar.written());
    };
  }

  /** What to write instead of a node of another kind. */
  static String remedyForKind(ConfigNode node, Shape shape) {
    String wanted = "Write " + of(shape);
    if (node instanceof ConfigNode.Scalar scalar && scalar.kind() == Kind.NULL) {
      return wanted + ", or remove the key; is the indentation of what follows right?";
    }
    if (shape instanceof Shape.Listed) {
      return node instanceof ConfigNode.Scalar scalar
          ? "Write a list: [" + (shape.confidential() ? "..." : Shown.yaml(scalar.written())) + ']'
          : "Write a list: begin each item with '- '";
    }
    if (shape instanceof Shape.Mapped && node instanceof ConfigNode.Sequence) {
      return "Write each name as a key with what belongs to it below, without '- ' or [ ]";
    }
    if (node instanceof ConfigNode.Sequence) {
      return wanted + ", without '- ' or [ ]";
    }
    return wanted;
  }

  /** Whether the node could be of the shape at all. */
  static boolean isOfKind(ConfigNode node, Shape shape) {
    return switch (shape) {
      case Shape.Maybe maybe -> isOfKind(node, maybe.shape());
      case Shape.Anything anything -> true;
      case Shape.Listed listed -> node instanceof ConfigNode.Sequence;
      case Shape.Mapped mapped -> node instanceof ConfigNode.Mapping;
      case Shape.Keyed keyed -> node instanceof ConfigNode.Mapping;
      default -> node instanceof ConfigNode.Scalar;
    };
  }
}
