package io.docteur.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a file's name. An empty one would be the working directory, which nobody means by it. */
class PathConverter implements ITypeConverter<Path> {
  /** What the JVM puts in the place of bytes that the locale's encoding does not have. */
  private static final char UNDECODED = '\uFFFD';

  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("it is empty");
    }
    Path path = parse(text);
    // A file that is made would get another name than the user gave it.
    if (text.indexOf(UNDECODED) >= 0 && !Files.exists(path)) {
      throw new TypeConversionException("it is not in the encoding of the locale: " + text);
    }
    return path;
  }

  private static Path parse(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(e.getReason());
    }
  }

  /**
   * Reads the name of what is to become a file. One that ends in a slash is a directory's, which a
   * path forgets: where there is none, it stays one in it.
   */
  static final class OfNewFile extends PathConverter {
    @Override
    public Path convert(String text) {
      Path path = super.convert(text);
      return text.endsWith("/") && !Files.isDirectory(path) ? path.resolve(".") : path;
    }
  }
}
