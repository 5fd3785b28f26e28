import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes directories to measure with, the same bytes each time. The arguments are {@code small} or
 * {@code large}, the directory, which must not be there, and, if it is to be another size, the number
 * of files.
 */
public final class Corpus {
  private static final int SMALL_FILES = 1_000_000;
  private static final int SMALL_FILES_IN_DIRECTORY = 100;
  private static final int SMALLEST = 100;
  private static final int LARGEST = 2_000;

  private static final int LARGE_FILES = 8;
  private static final long LARGE_FILE = 1L << 30;
  private static final int BLOCK = 64 << 10;

  private static final String[] WORDS =
      ("the file that is read from an image stands where a walk finds it and its bytes are those "
              + "which were written when the image was made from a tree of files and directories")
          .split(" ");

  private Corpus() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectory(Path.of(args[1]));
    boolean small = args[0].equals("small");
    int files = small ? SMALL_FILES : LARGE_FILES;
    if (args.length > 2) {
      files = Integer.parseInt(args[2]);
    }
    if (small) {
      small(directory, files);
    } else if (args[0].equals("large")) {
      large(directory, files);
    } else {
      throw new IllegalArgumentException("neither small nor large: " + args[0]);
    }
  }

  /** Many files of few bytes. */
  private static void small(Path directory, int files) throws IOException {
    Random random = new Random(1);
    Path current = directory;
    for (int i = 0; i < files; i++) {
      int number = i / SMALL_FILES_IN_DIRECTORY;
      if (i % SMALL_FILES_IN_DIRECTORY == 0) {
        current = directory.resolve(Bench.text("%02d/%02d", number / 100, number % 100));
        Files.createDirectories(current);
      }
      String name = Bench.text("%02d.txt", i % SMALL_FILES_IN_DIRECTORY);
      int size = SMALLEST + random.nextInt(LARGEST - SMALLEST + 1);
      Files.write(current.resolve(name), text(random, size));
    }
  }

  /** A few files of many bytes; every other block of them is noise. */
  private static void large(Path directory, int files) throws IOException {
    byte[] noise = new byte[BLOCK];
    for (int i = 0; i < files; i++) {
      Random random = new Random(i);
      try (OutputStream out = Files.newOutputStream(directory.resolve(i + ".bin"))) {
        for (long at = 0; at < LARGE_FILE; at += 2 * BLOCK) {
          random.nextBytes(noise);
          out.write(noise);
          out.write(text(random, BLOCK));
        }
      }
    }
  }

  private static byte[] text(Random random, int size) {
    StringBuilder text = new StringBuilder(size + 16);
    while (text.length() < size) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(8) == 0 ? '\n' : ' ');
    }
    text.setLength(size);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
