package io.docteur.testing;

import io.docteur.make.ImageMaker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Random;

/** An image of generated files in a temporary file: the same bytes for the same files. */
public final class GeneratedImage implements Closeable {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2020-10-10T08:00:00Z");
  private static final int VOCABULARY = 2000;
  private static final int WORDS_A_LINE = 10;

  private final Path image;

  /**
   * Makes an image.
   *
   * @param files contents by paths, which are relative
   */
  public GeneratedImage(Map<String, byte[]> files) throws IOException {
    Path source = Files.createTempDirectory("generated");
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = source.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      image = Files.createTempFile("generated", ".img");
      ImageMaker.from(source).date(DATE).make(image);
    } finally {
      delete(source);
    }
  }

  /** Returns text of a length that deflates to about a third, the same for the same seed. */
  public static byte[] text(int length, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 1; text.length() < length; i++) {
      double rank = random.nextDouble(); // few words are frequent
      int word = (int) (rank * rank * rank * VOCABULARY);
      text.append(Integer.toString(word * 7919 + 40_000, Character.MAX_RADIX));
      text.append(i % WORDS_A_LINE == 0 ? '\n' : ' ');
    }
    text.setLength(length);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  public Path image() {
    return image;
  }

  private static void delete(Path tree) throws IOException {
    if (Files.isDirectory(tree)) {
      try (var children = Files.newDirectoryStream(tree)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.delete(tree);
  }

  @Override
  public void close() throws IOException {
    Files.delete(image);
  }
}
