package io.docteur.testing;

import io.docteur.make.ImageMaker;
import java.nio.file.Path;

/** A program as a user would write it, for a JVM of its own: makes an image. */
public final class MakeImage {
  private MakeImage() {}

  /**
   * Makes an image.
   *
   * @param args the source, and the image
   */
  public static void main(String[] args) throws Exception {
    ImageMaker.from(args[0]).make(Path.of(args[1]));
  }
}
