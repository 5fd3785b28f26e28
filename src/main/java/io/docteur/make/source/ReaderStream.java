package io.docteur.make.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.lib.ObjectReader;

/** An object's content that closes its reader with itself. */
final class ReaderStream extends FilterInputStream {
  private final ObjectReader reader;

  ReaderStream(ObjectReader reader, InputStream content) {
    super(content);
    this.reader = reader;
  }

  @Override
  public void close() throws IOException {
    try (reader) {
      super.close();
    }
  }
}
