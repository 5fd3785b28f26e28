package io.docteur.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What all sub-commands share. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:it failed, or the image is damaged",
      "2:the command was not understood",
      "129, 130, 143:it was stopped by SIGHUP, SIGINT (Ctrl-C), SIGTERM"
    })
abstract class Subcommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell more: what was done, and where in the program a failure came from.")
  private boolean verbose;

  /** Returns whether a failure shows where it came from. */
  final boolean verbose() {
    return verbose;
  }

  /** Does the work, and returns the exit code. */
  abstract int run(Output out) throws Exception;

  @Override
  public final Integer call() throws Exception {
    int code;
    try {
      code = run(main.output());
    } catch (OutOfMemoryError e) {
      // What took the memory is garbage by now: there is enough to say so.
      String reason = "out of memory (%s): JAVA_OPTS=-Xmx1g, say, gives it more";
      throw new IOException(reason.formatted(e.getMessage()), e);
    }
    main.output().flush();
    return code;
  }
}
