package io.docteur.image;

import io.docteur.pack.ObjectId;
import io.docteur.pack.PackIndexWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntToLongFunction;

/** Turns a file that holds a pack into an image. */
public final class ImageWriter {
  private ImageWriter() {}

  /**
   * Completes an image. The file holds the pack, trailer included, from byte {@link
   * ImageFormat#PACK_START} to its end; the bytes before are written last, so that a file that was
   * left half-done is never taken for an image.
   *
   * @param file the file; it grows
   * @param entries the pack's objects by rank
   * @param sizes the size of each object in bytes by rank, inflated and with its deltas applied
   * @param packChecksum the pack's trailer
   * @param commit the commit to be mounted
   * @param blockSize what the end of the pack and of the image are padded to, at least 1
   * @param layout whether to write the layout sections
   */
  public static void complete(
      Path file,
      PackIndexWriter.Entries entries,
      IntToLongFunction sizes,
      ObjectId packChecksum,
      ObjectId commit,
      int blockSize,
      boolean layout)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
