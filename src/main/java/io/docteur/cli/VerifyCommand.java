package io.docteur.cli;

import io.docteur.verify.Problem;
import io.docteur.verify.Verdict;
import io.docteur.verify.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an image, and prints its commit as the original does. */
@Command(
    name = "verify",
    description = {
      "Check every object of an image, its index and its layout.",
      "",
      "Prints the commit when all is well, or else one line for each thing that is wrong: its byte"
          + " position in the image, the object, what it is."
    },
    footerHeading = "%nExample:%n",
    footer = "  docteur verify project.img")
final class VerifyCommand extends Subcommand {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "A disk image: a file or a device.")
  private Path image;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads check; as many as there are processors when not given.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but what is wrong.")
  private boolean quiet;

  @Override
  int run(Output out) throws Exception {
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads takes a number from 1");
    }
    Verdict verdict;
    try (ProgressLine progress = ProgressLine.of(spec, quiet, verbose())) {
      verdict =
          Verifier.verify(
              image,
              threads,
              problem -> print(problem, out),
              (done, total) -> progress.progress("verifying", done, total));
    }
    if (verdict.isSound() && !quiet) {
      print(verdict, out);
    }
    return verdict.isSound() ? 0 : 1;
  }

  private void print(Problem problem, Output out) {
    try {
      out.line(image + ": " + problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(Verdict verdict, Output out) throws IOException {
    out.line("commit\t: " + verdict.commit());
    out.line("author\t: \"" + verdict.authorName() + "\" <" + verdict.authorEmail() + ">");
    out.line("root\t: " + verdict.root());
    out.line("");
    if (verdict.message().length > 0) {
      out.text(verdict.message());
      out.line("");
    }
  }
}
