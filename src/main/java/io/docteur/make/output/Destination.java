package io.docteur.make.output;

import io.docteur.make.task.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where an image goes once it is whole. */
public interface Destination extends Closeable {
  /** How many links Linux follows, one after the other. */
  int MOST_LINKS = 40;

  /** Returns a place for temporary files, of which one is going to be the image. */
  TemporaryFiles temporaryFiles() throws IOException;

  /**
   * Puts the image where it goes.
   *
   * @param image a temporary file, which this may move away
   */
  void put(Path image, Progress progress) throws IOException;

  /**
   * Returns the destination that a path names, links followed: a file, which need not exist, or a
   * block device.
   *
   * @throws NoSuchFileException when there is no directory for the file
   * @throws FileSystemException when the path names anything else, or what cannot be written
   */
  static Destination of(Path path) throws IOException {
    if (!Files.exists(path)) {
      Path file = followed(path).toAbsolutePath();
      Path parent = file.getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw new NoSuchFileException(String.valueOf(parent), null, "no such directory");
      }
      return FileDestination.of(file);
    }
    FileType type = FileType.of(path);
    return switch (type) {
      case REGULAR -> FileDestination.of(path.toRealPath());
      case BLOCK_DEVICE -> new DeviceDestination(path);
      default ->
          throw new FileSystemException(
              path.toString(),
              null,
              "it is " + type + ", and an image goes to a file or a block device");
    };
  }

  /** Returns where a link leads that leads to nothing yet, or the path itself. */
  private static Path followed(Path path) throws IOException {
    Path followed = path;
    for (int links = 0; Files.isSymbolicLink(followed); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      followed = followed.resolveSibling(Files.readSymbolicLink(followed));
    }
    return followed;
  }

  /** What a path leads to, links followed. */
  enum FileType {
    REGULAR("a file", 0x8000),
    DIRECTORY("a directory", 0x4000),
    BLOCK_DEVICE("a block device", 0x6000),
    CHARACTER_DEVICE("a character device", 0x2000),
    FIFO("a FIFO", 0x1000),
    SOCKET("a socket", 0xc000),
    OTHER("no regular file", 0);

    private static final int MASK = 0xf000;

    private final String words;

    /** What {@code sys/stat.h} calls the format, in {@code st_mode}. */
    private final int format;

    FileType(String words, int format) {
      this.words = words;
      this.format = format;
    }

    /** Returns the type of what exists. */
    static FileType of(Path path) throws IOException {
      if (Files.isRegularFile(path)) {
        return REGULAR;
      }
      if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        int mode = (int) Files.getAttribute(path, "unix:mode");
        for (FileType type : values()) {
          if (type.format == (mode & MASK)) {
            return type;
          }
        }
      }
      return Files.isDirectory(path) ? DIRECTORY : OTHER;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
