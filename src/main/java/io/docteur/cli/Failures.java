package io.docteur.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, in one line on the standard error. */
final class Failures {
  /** Those exceptions of the file systems that carry a path alone. */
  private static final Map<Class<?>, String> REASONS =
      Map.of(
          NoSuchFileException.class, "no such file or directory",
          FileAlreadyExistsException.class, "exists already",
          NotDirectoryException.class, "not a directory",
          DirectoryNotEmptyException.class, "not empty",
          AccessDeniedException.class, "permission denied",
          NotLinkException.class, "not a symbolic link",
          FileSystemLoopException.class, "a loop of links");

  private Failures() {}

  /** Tells of a command line that was not understood. */
  static int notUnderstood(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    print(command, message(e, command));
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("Try: " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String words = String.join(" ", unmatched.getUnmatched());
      boolean last = command.getSubcommands().isEmpty();
      return (last ? "more arguments than it takes: " : "no such command: ") + words;
    }
    return e.getMessage();
  }

  /**
   * Tells of a command that failed, unless nobody reads what it prints, or somebody is stopping it:
   * what it works on is being deleted then. With {@code --verbose}, by the trace of its stack too.
   */
  static int failed(Exception thrown, CommandLine command, ParseResult parsed) {
    boolean wrapper =
        thrown instanceof UncheckedIOException || thrown instanceof DirectoryIteratorException;
    Exception e = wrapper ? (Exception) thrown.getCause() : thrown;
    Main main = (Main) command.getCommandSpec().root().userObject();
    flush(main.output()); // what a check has found, say, before what ended it
    if (main.output().isUnread() || isBeingStopped()) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    print(command, message(e));
    if (command.getCommand() instanceof Subcommand failed && failed.verbose()) {
      printTrace(command, e);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What a server said may be in any of the messages. */
  private static void printTrace(CommandLine command, Exception e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    trace.toString().lines().map(Output::oneLine).forEach(command.getErr()::println);
  }

  private static boolean isBeingStopped() {
    Thread hook = new Thread();
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void flush(Output output) {
    try {
      output.flush();
    } catch (IOException e) {
      // The command failed already: one failure is told, the one that came first.
    }
  }

  static String message(Exception e) {
    String reason = REASONS.get(e.getClass());
    if (e instanceof FileSystemException f && f.getReason() == null && reason != null) {
      return Output.oneLine(f.getFile() + ": " + reason);
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      String message = f.getMessage();
      String start = message.substring(0, message.length() - f.getReason().length());
      return Output.oneLine(start) + uncapitalized(f.getReason());
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The system's reasons start as sentences do, but come after a colon. */
  private static String uncapitalized(String reason) {
    boolean word = reason.length() > 1 && Character.isLowerCase(reason.charAt(1));
    return word ? Character.toLowerCase(reason.charAt(0)) + reason.substring(1) : reason;
  }

  private static void print(CommandLine command, String message) {
    String name = command.getCommandSpec().qualifiedName();
    String line = message.lines().findFirst().orElse("");
    command.getErr().println(name + ": " + Output.oneLine(line));
  }
}
