package io.docteur.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Draws what lies under a directory of an image. */
@Command(
    name = "tree",
    description = "Draw what lies under a directory of an image. Links are not followed.",
    footerHeading = "%nExample:%n",
    footer = "  docteur tree project.img /src")
final class TreeCommand extends ImageCommand {
  private static final String BRANCH = "├── ";
  private static final String LAST_BRANCH = "└── ";
  private static final String TRUNK = "│   ";
  private static final String GAP = "    ";

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "/",
      paramLabel = "PATH",
      description = "A directory in it; the root when not given.")
  private String path;

  /** A directory that is being listed; it holds nothing that outlives the mount. */
  private record Level(DirectoryStream<Path> stream, Iterator<Path> entries) {
    @SuppressWarnings("StreamResourceLeak") // closed when the drawing leaves the directory
    static Level of(Path directory) throws IOException {
      DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
      return new Level(stream, stream.iterator());
    }
  }

  private long files;
  private long directories;

  @Override
  int run(FileSystem mounted, Output out) throws Exception {
    Level start = Level.of(mounted.getPath("/").resolve(path));
    out.line(path);
    draw(start, out);
    out.line("");
    out.line(directories + " directories, " + files + " files");
    return 0;
  }

  /** Keeps its own stack, for an image may be as deep as it likes. */
  private void draw(Level start, Output out) throws IOException {
    Deque<Level> open = new ArrayDeque<>();
    open.push(start);
    StringBuilder indent = new StringBuilder();
    while (true) {
      Level level = open.element();
      if (!level.entries.hasNext()) {
        open.pop().stream.close();
        if (open.isEmpty()) {
          return;
        }
        indent.setLength(indent.length() - GAP.length());
        continue;
      }
      Path entry = level.entries.next();
      boolean last = !level.entries.hasNext();
      out.line(indent + (last ? LAST_BRANCH : BRANCH) + label(entry));
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        directories++;
        indent.append(last ? GAP : TRUNK);
        open.push(Level.of(entry));
      } else {
        files++;
      }
    }
  }

  private static String label(Path entry) throws IOException {
    String link = Files.isSymbolicLink(entry) ? " -> " + Files.readSymbolicLink(entry) : "";
    return entry.getFileName() + link;
  }
}
