package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Place;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a script, for the operator.
 *
 * @param message one line: {@code TypeError: Cannot read property 'x' of null}
 * @param excerpt the line of the script it happened on; empty where that is unknown
 */
record ScriptFault(String message, Place place, String excerpt) {

  /**
   * The prelude's sources begin so; what happens there is told at the script's line that led there.
   */
  static final String PRELUDE = "gatehouse:";

  /** What the engine says went wrong. */
  static ScriptFault of(PolyglotException error, ScriptText script) {
    SourceSection section = section(error);
    String message = message(error);
    if (section == null) {
      return new ScriptFault(message, functionOf(error, script), "");
    }
    int line = section.getStartLine();
    String text = line(section);
    int column = StackGuard.writtenColumn(text, section.getStartColumn());
    String name = fileOf(section);
    boolean own = name.equals(script.display());
    String excerpt = ScriptText.excerptOf(StackGuard.written(text));
    Place place = own ? script.place(line, column) : new Place(name, line, column, "");
    return new ScriptFault(message, place, excerpt);
  }

  /** The watchdog's words at the place where it found the script, or else at the hook. */
  static ScriptFault stopped(
      String message, Hook hook, @Nullable PolyglotException error, ScriptText script) {
    SourceSection section = error == null ? null : section(error);
    if (error == null || section == null) {
      return new ScriptFault(message, script.export(hook.export()), "");
    }
    ScriptFault found = of(error, script);
    return new ScriptFault(message, found.place(), found.excerpt());
  }

  /** What the gateway says went wrong. */
  static ScriptFault of(String message, ScriptText script) {
    return new ScriptFault(HostFunctions.oneLine(message), Place.of(script.display()), "");
  }

  /** What a promise was rejected with. */
  static ScriptFault thrown(Value value, ScriptText script) {
    if (!value.isException()) {
      return of("the hook's promise was rejected with " + value, script);
    }
    try {
      throw value.throwException();
    } catch (PolyglotException e) {
      return of(e, script);
    }
  }

  /** Message and excerpt in one line. */
  String text() {
    return excerpt.isEmpty() ? message : message + " in `" + excerpt + "`";
  }

  private static @Nullable SourceSection section(PolyglotException error) {
    SourceSection direct = error.getSourceLocation();
    if (isScript(direct)) {
      return direct;
    }
    for (StackFrame frame : error.getPolyglotStackTrace()) {
      if (frame.isGuestFrame() && isScript(frame.getSourceLocation())) {
        return frame.getSourceLocation();
      }
    }
    return null;
  }

  private static String line(SourceSection section) {
    int line = section.getStartLine();
    return line <= section.getSource().getLineCount()
        ? section.getSource().getCharacters(line).toString()
        : "";
  }

  /** Where the function stands that failed: not every statement knows its own place. */
  private static Place functionOf(PolyglotException error, ScriptText script) {
    for (StackFrame frame : error.getPolyglotStackTrace()) {
      if (frame.isGuestFrame() && Hook.NAMES.contains(frame.getRootName())) {
        return script.export(frame.getRootName());
      }
    }
    return Place.of(script.display());
  }

  private static boolean isScript(@Nullable SourceSection section) {
    return section != null
        && section.isAvailable()
        && section.hasLines()
        && !section.getSource().getName().startsWith(PRELUDE)
        && !section.getSource().isInternal();
  }

  /** Modules of the folder have a path, the policy itself has its display name. */
  private static String fileOf(SourceSection section) {
    String path = section.getSource().getPath();
    return path == null ? section.getSource().getName() : ModuleFiles.display(path);
  }

  private static String message(PolyglotException error) {
    String text = error.getMessage();
    if (text == null) {
      return "unknown error";
    }
    // A syntax error brings its position, the line and a caret of its own.
    String first = text.lines().findFirst().orElse("");
    return HostFunctions.oneLine(first.replaceFirst("^(SyntaxError: )\\S+:\\d+:\\d+ ", "$1"));
  }
}
