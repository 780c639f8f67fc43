package io.gatehouse.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse key}. */
@Command(name = "key", description = "Make an API key for a consumer, or the hash of one.")
final class KeyCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "Which command: new or hash?");
  }

  @Command(name = "new", description = "Make a random key and show what to write down.")
  void create() {
    PrintWriter out = CommandLineTool.out(spec);
    ApiKey key = ApiKey.random(new SecureRandom());
    out.println("key:   " + key.text());
    out.println("hash:  " + key.hash());
    out.println();
    out.println("Give the key to the consumer; it is shown only now. Write the hash into");
    out.println("etc/consumers.yaml, under the consumer's apiKeys.");
  }

  @Command(name = "hash", description = "Show the hash of a key.")
  void hash(
      @Parameters(
              arity = "0..1",
              paramLabel = "KEY",
              description = "The key; read from the input where it is left out.")
          @Nullable String key)
      throws IOException {
    String text = key == null ? firstLineOfInput() : key;
    if (text.isEmpty()) {
      throw new CommandFailedException(ExitCode.USAGE, "There is no key to hash.");
    }
    CommandLineTool.out(spec).println(new ApiKey(text).hash());
  }

  private static String firstLineOfInput() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    return line == null ? "" : line.strip();
  }
}
