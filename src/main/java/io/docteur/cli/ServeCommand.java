package io.docteur.cli;

import io.docteur.serve.DocteurServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves an image by HTTP. */
@Command(
    name = "serve",
    description = {
      "Serve the files of an image by HTTP, until Ctrl-C; prints the address.",
      "A directory is its index.html, or else a listing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  docteur serve manual.img",
      "  docteur serve --host 0.0.0.0 --port 80 manual.img",
    })
final class ServeCommand extends ImageCommand {
  private static final int LAST_PORT = 0xffff;

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "H",
      defaultValue = "127.0.0.1",
      description = "The address to listen at: this machine's own if absent, ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The port: ${DEFAULT-VALUE} if absent, 0 for any that is free.")
  private int port;

  @Override
  int run(FileSystem mounted, Output out) throws Exception {
    if (port < 0 || port > LAST_PORT) {
      throw new ParameterException(spec.commandLine(), "--port takes a number from 0 to 65535");
    }
    try (DocteurServer server = DocteurServer.start(mounted, new InetSocketAddress(host, port))) {
      Thread stop = new Thread(() -> close(server), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      out.line(server.uri().toString());
      out.flush();
      server.join();
    }
    return 0;
  }

  /** Lets the answers end that are on their way; the exit code is that of the signal. */
  private static void close(DocteurServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
