package io.docteur.cli;

import io.docteur.make.ImageMaker;
import io.docteur.make.Prompt;
import io.docteur.make.Summary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.util.StringUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an image. */
@Command(
    name = "make",
    description = "Make an image of a git repository, or of a plain directory.",
    footerHeading = "%nPasswords:%n",
    footer = {
      "  A server that asks for a password gets that of the environment variable",
      "  DOCTEUR_PASSWORD, of ~/.netrc, or, by HTTP, of git's credential helpers; a",
      "  private key's passphrase may be in DOCTEUR_PASSPHRASE. On a terminal you are",
      "  asked, unless GIT_TERMINAL_PROMPT is 0. A URL may hold a password as well",
      "  (https://USER:PASSWORD@HOST/PATH), but other users of the machine could see",
      "  it there. SSH goes by ~/.ssh; a server must be known. As for git,",
      "  GIT_SSH_COMMAND may name a program that connects.",
      "",
      "Examples:",
      "  docteur make -b v1.0 https://example.org/project.git project.img",
      "  docteur make -b main file:///srv/project.git project.img",
      "  docteur make -d 2020-10-10T08:00:00+00:00 relativize://site site.img",
      "  docteur make site - | ssh host 'cat > /dev/vdb'"
    })
final class MakeCommand extends Subcommand {
  private static final String STANDARD_OUTPUT = "-";
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = {
        "file:///PATH, relativize://PATH (under the working directory) or a path, of a repository,"
            + " a git bundle or a plain directory; or a remote repository: USER@HOST:PATH,"
            + " https://, http://, git:// or ssh://HOST/PATH."
      })
  private String source;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      converter = PathConverter.OfNewFile.class,
      description = "The file to make, or a block device. - writes the image to standard output.")
  private Path image;

  @Option(
      names = {"-b", "--branch"},
      paramLabel = "REF",
      description = "The branch, tag, ref or commit of a repository; HEAD when not given.")
  private String ref;

  @Option(
      names = {"-d", "--date"},
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = {
        "The date of a plain directory, from 1970 on, as 2020-10-10T08:00:00+00:00;"
            + " now when not given. A repository's commit has its own."
      })
  private OffsetDateTime date;

  @Option(
      names = "--bs",
      paramLabel = "BYTES",
      description =
          "What the image's parts are padded to: a multiple of 512, to 16 MiB; 512 if absent.")
  private Integer blockSize;

  @Option(
      names = "--recurse-submodules",
      description = {
        "Make submodules directories with their files, nested ones too. The image then is of a"
            + " commit of its own, whose parent is the commit that was asked for."
      })
  private boolean submodules;

  @Option(
      names = "--update",
      paramLabel = "OLD",
      description = {
        "An image, such as the one of the commit before, from which everything is taken over"
            + " that did not change. It may be IMAGE itself."
      })
  private Path former;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many threads work; as many as there are processors when not given. The image does"
              + " not depend on it.")
  private Integer threads;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "How many objects a delta's base is looked for among: 0 to 1000, 10 if absent.")
  private Integer window;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "How long a chain of deltas may become: 0 to 4095, 10 if absent.")
  private Integer depth;

  @Option(
      names = "--compression",
      paramLabel = "0-9",
      description = "How hard what is new to the image is compressed; 6 if absent.")
  private Integer compression;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show neither progress nor a summary; notices are shown.")
  private boolean quiet;

  @Override
  int run(Output out) throws Exception {
    if (toStandardOutput() && Boolean.getBoolean("docteur.terminal.output")) {
      throw new ParameterException(
          spec.commandLine(), "an image is nothing for a terminal: redirect the standard output");
    }
    PrintWriter err = spec.commandLine().getErr();
    Summary made;
    try (ProgressLine progress = ProgressLine.of(spec, quiet, verbose())) {
      ImageMaker maker = maker().progress(progress);
      made = toStandardOutput() ? maker.make(out.bytes()) : maker.make(image);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    for (String notice : made.notices()) {
      err.println(spec.qualifiedName() + ": " + Output.oneLine(notice));
    }
    if (!quiet) {
      err.println(describe(made));
    }
    return 0;
  }

  private ImageMaker maker() {
    ImageMaker maker = ImageMaker.from(source).ref(ref).date(date).update(former);
    maker.submodules(submodules).prompt(prompt());
    if (blockSize != null) {
      maker.blockSize(blockSize);
    }
    if (threads != null) {
      maker.threads(threads);
    }
    if (window != null) {
      maker.window(window);
    }
    if (depth != null) {
      maker.depth(depth);
    }
    if (compression != null) {
      maker.compression(compression);
    }
    return maker;
  }

  /**
   * Returns who asks the user, who may forbid that as for git; null where there is none. A console
   * asks on the standard output, on some JDKs whatever that is: an image there would be spoilt.
   */
  private Prompt prompt() {
    String asking = System.getenv("GIT_TERMINAL_PROMPT");
    if (Boolean.FALSE.equals(StringUtils.toBooleanOrNull(asking))) {
      return null;
    }
    Prompt console = toStandardOutput() ? null : ConsolePrompt.find();
    return console == null && ProgressLine.isOnTerminal() ? new TerminalPrompt() : console;
  }

  private boolean toStandardOutput() {
    return image.toString().equals(STANDARD_OUTPUT);
  }

  private String describe(Summary made) {
    return String.format(
        Locale.ROOT,
        "%s: commit %s, %d files of %d bytes in %d bytes, ratio %.1f, %.1f s",
        toStandardOutput() ? "standard output" : image,
        made.commit(),
        made.files(),
        made.contentBytes(),
        made.imageBytes(),
        (double) made.contentBytes() / made.imageBytes(),
        made.duration().toMillis() / MILLIS_PER_SECOND);
  }
}
