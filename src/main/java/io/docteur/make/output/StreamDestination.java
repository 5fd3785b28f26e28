package io.docteur.make.output;

import io.docteur.make.task.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;

/**
 * A stream, which gets the image when it is whole: its header, which comes first, is known last.
 *
 * @param out the stream, which stays open
 */
public record StreamDestination(OutputStream out) implements Destination {

  @Override
  public TemporaryFiles temporaryFiles() throws IOException {
    return TemporaryFiles.apart();
  }

  @Override
  public void put(Path image, Progress progress) throws IOException {
    Copying.copy(image, 0, Channels.newChannel(out), progress);
    out.flush();
  }

  @Override
  public void close() {}
}
