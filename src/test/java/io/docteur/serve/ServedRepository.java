package io.docteur.serve;

import io.docteur.make.ImageMaker;
import io.docteur.nio.DocteurFileSystemProvider;
import io.docteur.testing.Git;
import io.docteur.testing.HttpAnswer;
import io.docteur.testing.NeedsGit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server of a repository with files of several kinds. Git tells the ids. */
@NeedsGit
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServedRepository {
  static final InetSocketAddress ANY_PORT = InetSocketAddress.createUnresolved("127.0.0.1", 0);
  static final String TEXT = "0123456789".repeat(1000);
  static final int LARGE = 300_000;

  /** More than the buffers of two sockets hold. */
  static final int HUGE = 24 << 20;

  Path directory;
  Path repository;
  Path image;
  FileSystem mounted;
  DocteurServer server;

  @BeforeAll
  void serve(@TempDir Path temporary) throws Exception {
    directory = temporary;
    repository = Git.init(directory.resolve("repository"));
    write("index.html", "<!DOCTYPE html><title>Root</title>");
    write("a.txt", TEXT);
    write("a.similar.txt", TEXT + "and more");
    write("large.bin", "\0".repeat(LARGE) + "end");
    write("huge.bin", "\0".repeat(HUGE));
    write("README", "Without an extension\n");
    write("binary", "\0\1\2");
    write("d/x.css", "p {}");
    write("d/ü b%c;d&<.html", "<p>");
    write("d/e/f.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    Files.createSymbolicLink(repository.resolve("inside"), Path.of("d/e"));
    Files.createSymbolicLink(repository.resolve("outside"), Path.of("../../../../etc/hostname"));
    Files.createSymbolicLink(repository.resolve("absolute"), Path.of("/etc/hostname"));
    Files.createSymbolicLink(repository.resolve("loop"), Path.of("loop"));
    Git.commitAll(repository);
    image = directory.resolve("x.img");
    ImageMaker.from(repository).make(image);
    mounted = mount(image);
    server = DocteurServer.start(mounted, ANY_PORT);
  }

  private void write(String name, String content) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  static FileSystem mount(Path image) throws IOException {
    return new DocteurFileSystemProvider().newFileSystem(image, Map.of());
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    mounted.close();
  }

  final HttpAnswer get(String path, String... headers) throws IOException {
    return HttpAnswer.to(server.uri(), "GET", path, headers);
  }

  final String id(String name) throws IOException {
    return Git.line(repository, "rev-parse", "main:" + name);
  }

  final String tag(String name) throws IOException {
    return '"' + id(name) + '"';
  }

  final String date(int secondsLater) throws IOException {
    long seconds = Long.parseLong(Git.line(repository, "log", "-1", "--format=%ct", "main"));
    return DateTimeFormatter.RFC_1123_DATE_TIME
        .withLocale(Locale.ROOT)
        .format(Instant.ofEpochSecond(seconds + secondsLater).atZone(ZoneOffset.UTC))
        .replaceFirst(", (\\d) ", ", 0$1 ");
  }
}
