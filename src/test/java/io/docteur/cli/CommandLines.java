package io.docteur.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Runs commands in this virtual machine, as {@link Main} does. */
final class CommandLines {
  private CommandLines() {}

  /** Runs a command, whose arguments become strings. */
  static Jars.Ended docteur(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    int code = Main.run(out, new PrintWriter(err, true), texts);
    return new Jars.Ended(code, out.toString(StandardCharsets.UTF_8), err.toString());
  }
}
