package io.docteur.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code docteur} with its sub-commands. */
@Command(
    name = "docteur",
    description = "Makes, checks and reads disk images: a git tree in one file.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  docteur make file:///srv/project.git project.img",
      "  docteur verify project.img",
      "  docteur cat project.img /README.md",
      "",
      "`docteur help COMMAND` tells more of a command."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:it failed, or the image is damaged",
      "2:the command was not understood",
      "129, 130, 143:it was stopped by SIGHUP, SIGINT (Ctrl-C), SIGTERM"
    })
public final class Main {
  private static final int STDOUT_BUFFER = 1 << 16;

  /** Types that no option has: what picocli would load to convert them takes a while. */
  private static final String UNUSED_TYPES = "java[.](sql|time)[.].*";

  /** Unless told otherwise, the JDK gives no proxy a password by which it connects to HTTPS. */
  private static final String NO_BASIC_TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

  /** In the order in which help lists them. */
  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          MakeCommand.class,
          VerifyCommand.class,
          InfoCommand.class,
          ListCommand.class,
          CatCommand.class,
          TreeCommand.class,
          ExtractCommand.class,
          ServeCommand.class,
          HelpCommand.class);

  private final Output output;

  private Main(Output output) {
    this.output = output;
  }

  /**
   * Runs a command and ends the process with its exit code: 0 when all is well, 1 when it failed or
   * the image is damaged, 2 when the command was not understood.
   *
   * @param args the sub-command and its arguments
   */
  public static void main(String[] args) {
    System.setProperty("picocli.converters.excludes", UNUSED_TYPES);
    System.setProperty(NO_BASIC_TUNNELS, System.getProperty(NO_BASIC_TUNNELS, ""));
    OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), STDOUT_BUFFER);
    System.exit(run(out, text(System.err), args));
  }

  /** Runs a command, and returns its exit code. What it printed is flushed. */
  static int run(OutputStream out, PrintWriter err, String... args) {
    Output output = new Output(out);
    CommandLine commands = new CommandLine(new Main(output));
    for (Class<?> subcommand : subcommands(args)) {
      commands.addSubcommand(subcommand);
    }
    int code =
        commands
            .registerConverter(Path.class, new PathConverter())
            .setExpandAtFiles(false)
            .setOut(text(output.bytes()))
            .setErr(err)
            .setParameterExceptionHandler(Failures::notUnderstood)
            .setExecutionExceptionHandler(Failures::failed)
            .execute(args);
    // Help is printed by a writer, which keeps its failures to itself.
    boolean lost = code == CommandLine.ExitCode.OK && output.failure() != null;
    return lost ? Failures.failed(output.failure(), commands, commands.getParseResult()) : code;
  }

  /** Returns the sub-command that is named, where that is enough: the model of each takes time. */
  private static List<Class<?>> subcommands(String... args) {
    for (Class<?> subcommand : SUBCOMMANDS) {
      String name = subcommand.getAnnotation(Command.class).name();
      if (subcommand != HelpCommand.class && args.length > 0 && name.equals(args[0])) {
        return List.of(subcommand);
      }
    }
    return SUBCOMMANDS;
  }

  private static PrintWriter text(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  Output output() {
    return output;
  }
}
