package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Secret;
import io.gatehouse.config.form.Complaint;
import io.gatehouse.config.form.Durations;
import io.gatehouse.config.form.Measure;
import io.gatehouse.config.form.Sizes;
import io.gatehouse.config.read.Shown;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Single values by shape. What a reference stands for is never shown. */
final class ScalarValues {

  private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
  private static final Pattern FRACTION =
      Pattern.compile(
          "[-+]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?");

  private ScalarValues() {}

  /** The value of a scalar that has one. */
  static Measure<Object> read(ConfigNode.Scalar scalar, Shape shape) {
    boolean refers = !scalar.text().equals(scalar.written());
    Measure<Object> measure = read(scalar, refers, shape);
    if (refers && measure instanceof Measure.Refused<Object>) {
      return Measure.refused(
          "what " + Shown.quoted(scalar.written()) + " stands for is not valid here",
          "Let it stand for " + Expectation.of(shape));
    }
    return measure;
  }

  private static Measure<Object> read(ConfigNode.Scalar scalar, boolean refers, Shape shape) {
    String text = scalar.text();
    return switch (shape) {
      case Shape.Text form ->
          form.form()
              .check(text)
              .<Measure<Object>>map(Measure.Refused::new)
              .orElseGet(() -> Measure.of(text));
      case Shape.Hidden hidden -> Measure.of(new Secret(text));
      case Shape.Whole whole -> whole(scalar, refers, whole);
      case Shape.Fraction fraction -> fraction(scalar, refers);
      case Shape.Flag flag -> flag(scalar, refers);
      case Shape.Choice choice -> choice(text, choice);
      case Shape.Time time ->
          within(
              Durations.read(text),
              time.min(),
              time.max(),
              Comparator.naturalOrder(),
              Durations::written);
      case Shape.Size size ->
          within(
              Sizes.read(text),
              size.min(),
              size.max(),
              Comparator.comparingLong(ByteSize::bytes),
              Sizes::written);
      case Shape.Link link -> link(text);
      default -> throw new IllegalArgumentException("shape: " + shape + " (expected: a scalar's)");
    };
  }

  private static Measure<Object> whole(
      ConfigNode.Scalar scalar, boolean refers, Shape.Whole shape) {
    String text = scalar.text();
    if (!WHOLE.matcher(text).matches()) {
      return Measure.refused(
          Shown.quoted(text) + " is no whole number",
          text.matches("0[0-9]{1,17}")
              ? "Write " + Long.parseLong(text)
              : "Write " + Expectation.of(shape));
    }
    if (!refers && scalar.kind() != Kind.NUMBER) {
      return Measure.refused(
          "the number " + text + " is written as text", "Write " + text + " without quotes");
    }
    BigInteger number = new BigInteger(text);
    if (number.compareTo(BigInteger.valueOf(shape.min())) < 0
        || number.compareTo(BigInteger.valueOf(shape.max())) > 0) {
      return Measure.refused(
          Shown.plain(text) + " is out of range",
          "Write a whole number of " + shape.min() + " to " + shape.max());
    }
    return shape.type() == int.class
        ? Measure.of(number.intValueExact())
        : Measure.of(number.longValueExact());
  }

  private static Measure<Object> fraction(ConfigNode.Scalar scalar, boolean refers) {
    String text = scalar.text();
    if (!FRACTION.matcher(text).matches() || !Double.isFinite(Double.parseDouble(text))) {
      return Measure.refused(Shown.quoted(text) + " is no number", "Write a number such as 0.5");
    }
    if (!refers && scalar.kind() != Kind.NUMBER) {
      return Measure.refused(
          "the number " + text + " is written as text", "Write " + text + " without quotes");
    }
    return Measure.of(Double.parseDouble(text));
  }

  private static Measure<Object> flag(ConfigNode.Scalar scalar, boolean refers) {
    String text = scalar.text();
    boolean known = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    if (known && (refers || scalar.kind() == Kind.BOOLEAN)) {
      return Measure.of(text.equalsIgnoreCase("true"));
    }
    if (known) {
      return Measure.refused(
          Shown.quoted(text) + " is written as text",
          "Write " + text.toLowerCase(Locale.ROOT) + " without quotes");
    }
    return Measure.refused(
        Shown.quoted(text) + " is neither true nor false",
        switch (text.toLowerCase(Locale.ROOT)) {
          case "yes", "y", "on", "1", "enabled" -> "Write true";
          case "no", "n", "off", "0", "disabled" -> "Write false";
          default -> "Write true or false";
        });
  }

  private static Measure<Object> choice(String text, Shape.Choice choice) {
    Optional<Object> constant = Choices.named(choice.type(), text);
    return constant
        .map(Measure::of)
        .orElseGet(
            () ->
                Measure.refused(
                    Shown.quoted(text) + " is not allowed",
                    NearestName.remedy(Shown.plain(text), Choices.names(choice.type()))));
  }

  private static Measure<Object> link(String text) {
    try {
      return Measure.of(new URI(text));
    } catch (URISyntaxException wrong) {
      return Measure.refused(
          Shown.quoted(text) + " is no URI: " + Shown.plain(wrong.getReason()),
          "Write it as https://example.com/path");
    }
  }

  private static <T> Measure<Object> within(
      Measure<T> measure,
      Optional<T> min,
      Optional<T> max,
      Comparator<T> order,
      Function<T, String> written) {
    return switch (measure) {
      case Measure.Refused<T>(Complaint complaint) -> new Measure.Refused<>(complaint);
      case Measure.Read<T>(T value) -> {
        boolean small = min.isPresent() && order.compare(value, min.get()) < 0;
        boolean large = max.isPresent() && order.compare(value, max.get()) > 0;
        yield small || large
            ? Measure.refused(
                written.apply(value) + " is too " + (small ? "small" : "large"),
                "Write "
                    + min.map(written).orElse("0")
                    + " to "
                    + max.map(written).orElse("as much as you like"))
            : Measure.of(value);
      }
    };
  }
}
