package io.docteur.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Images that our maker had no part in: those of the original program, and those laid by hand
 * around a pack and an index that git wrote. The latter carry no layout.
 */
public final class TestImages {
  private static final int HEADER = 28;
  private static final int BLOCK = 512;

  private TestImages() {}

  /**
   * Lays an image of a commit with all trees and blobs under its root. Skips the running test when
   * there is no git.
   *
   * @param repository a repository, or a directory inside its work tree
   * @param ref what names the commit to git
   * @param image the file to write
   * @param packOptions what {@code git pack-objects} gets beside, for example {@code --window=0};
   *     without any it stores deltas as OFS_DELTA
   * @return the image
   */
  public static Path fromGit(Path repository, String ref, Path image, String... packOptions)
      throws IOException {
    String commit = Git.line(repository, "rev-parse", ref + "^{commit}");
    byte[] objects =
        Git.run(repository, "rev-list", "--objects", "--no-object-names", "--no-walk", commit);
    Path directory = Files.createTempDirectory("pack");
    try {
      String base = directory.resolve("p").toString();
      Git.run(repository, objects, packObjects(packOptions, base));
      return lay(only(directory, ".pack"), only(directory, ".idx"), commit, image);
    } finally {
      for (Path file : list(directory)) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }

  /**
   * Lays an image of a pack and its index.
   *
   * @param commit the id of the commit to mount, 40 hexadecimal digits
   * @return the image
   */
  public static Path lay(Path pack, Path index, String commit, Path image) throws IOException {
    long packEnd = HEADER + Files.size(pack);
    long indexPosition = packEnd + padding(packEnd);
    long indexEnd = indexPosition + Files.size(index);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(image))) {
      out.write(HexFormat.of().parseHex(commit));
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(indexPosition)
              .array());
      Files.copy(pack, out);
      out.write(new byte[padding(packEnd)]);
      Files.copy(index, out);
      out.write(new byte[padding(indexEnd)]);
    }
    return image;
  }

  /**
   * Returns a file among the images of the original program. Skips the running test where they are
   * absent.
   *
   * @param name for example {@code simple.img} or {@code simple.manifest}
   */
  public static Path original(String name) {
    Path file = Path.of("..", "shared", "images", name);
    Assumptions.assumeTrue(Files.exists(file), "the original's images are absent: " + file);
    return file;
  }

  private static String[] packObjects(String[] options, String base) {
    Stream<String> given =
        options.length == 0 ? Stream.of("--delta-base-offset") : Stream.of(options);
    return Stream.of(Stream.of("pack-objects", "-q"), given, Stream.of(base))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  /** A block that is full gets another one of zeros, as in the original. */
  private static int padding(long end) {
    return (int) (BLOCK - end % BLOCK);
  }

  private static Path only(Path directory, String suffix) throws IOException {
    for (Path file : list(directory)) {
      if (file.toString().endsWith(suffix)) {
        return file;
      }
    }
    throw new IOException("git wrote no " + suffix);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
