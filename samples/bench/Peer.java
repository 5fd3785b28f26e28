import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.docteur.nio.DocteurOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One way to hold the files, opened. Walks are single-threaded, files are read by any thread. */
interface Peer extends AutoCloseable {
  /** Visits every entry and asks for its attributes; returns the number of entries. */
  long walk() throws IOException;

  /** Returns the regular files in the order of the walk. */
  List<Content> files() throws IOException;

  /** Returns the file of a name, looked up anew. */
  Content file(String name) throws IOException;

  @Override
  void close() throws IOException;

  /** A regular file. */
  interface Content {
    /** Returns the name by which {@link Peer#file} finds it. */
    String name();

    long size() throws IOException;

    byte[] read() throws IOException;

    /** Reads the first byte, if there is one. */
    void touch() throws IOException;
  }

  /** The ways that are compared. */
  enum Kind {
    DIRECTORY("plain directory"),
    ZIP("zipfs"),
    JGIT("JGit, the same pack"),
    JIMFS("jimfs, filled"),
    IMAGE("docteur"),
    TREES("docteur, no layout"),
    JDK("docteur, the JDK's Inflater"),
    NATIVE("docteur, libdeflate");

    /** The JDK that libdeflate's binding needs. */
    private static final int NATIVE_SINCE = 25;

    final String title;

    Kind(String title) {
      this.title = title;
    }

    Peer open(Path path) throws IOException {
      return switch (this) {
        case DIRECTORY -> new NioPeer(null, path);
        case ZIP -> new NioPeer(FileSystems.newFileSystem(path, Map.of()));
        case JGIT -> new JGitPeer(path);
        case JIMFS -> new NioPeer(filled(path));
        case IMAGE, TREES -> image(path, "java");
        case JDK -> image(path, "jdk");
        case NATIVE -> image(path, "native");
      };
    }

    /** Whether opening is a mount, and not the copying of everything. */
    boolean mounts() {
      return this != JIMFS;
    }

    private static Peer image(Path path, String inflater) throws IOException {
      return new NioPeer(Bench.mount(path, Map.of(DocteurOptions.INFLATER, inflater)));
    }

    /** Whether this JVM has what it takes. */
    boolean isThere() {
      return this != NATIVE || Runtime.version().feature() >= NATIVE_SINCE;
    }

    private static FileSystem filled(Path source) throws IOException {
      FileSystem files = Jimfs.newFileSystem(Configuration.unix());
      Path root = files.getPath("/files");
      try (Stream<Path> walk = Files.walk(source)) {
        for (Path path : (Iterable<Path>) walk::iterator) {
          Path copy = root.resolve(source.relativize(path).toString());
          if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(copy);
          } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(path, copy);
          }
        }
      }
      return files;
    }
  }

  /** Files that a provider of {@code java.nio.file} holds. */
  final class NioPeer implements Peer {
    private final FileSystem files;
    private final Path root;

    NioPeer(FileSystem files) {
      this(files, files.getPath("/"));
    }

    /**
     * @param files what is closed; null for the default file system
     */
    NioPeer(FileSystem files, Path root) {
      this.files = files;
      this.root = root;
    }

    @Override
    public long walk() throws IOException {
      long entries = 0;
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path entry : (Iterable<Path>) walk::iterator) {
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          entries++;
        }
      }
      return entries;
    }

    @Override
    public List<Content> files() throws IOException {
      List<Content> regular = new ArrayList<>();
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path entry : (Iterable<Path>) walk::iterator) {
          if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            regular.add(new NioContent(entry));
          }
        }
      }
      return regular;
    }

    @Override
    public Content file(String name) {
      return new NioContent(root.getFileSystem().getPath(name));
    }

    @Override
    public void close() throws IOException {
      if (files != null) {
        files.close();
      }
    }
  }

  /** A path. */
  record NioContent(Path path) implements Content {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public long size() throws IOException {
      return Files.size(path);
    }

    @Override
    public byte[] read() throws IOException {
      return Files.readAllBytes(path);
    }

    @Override
    public void touch() throws IOException {
      try (var in = Files.newInputStream(path)) {
        in.read();
      }
    }
  }
}
