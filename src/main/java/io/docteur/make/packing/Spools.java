package io.docteur.make.packing;

import io.docteur.make.output.TemporaryFiles;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The spools of one image, one for each thread. */
final class Spools implements Closeable {
  private final TemporaryFiles temporary;
  private final List<Spool> spools = new ArrayList<>();

  /** No spools yet. */
  Spools(TemporaryFiles temporary) {
    this.temporary = temporary;
  }

  /** Returns a new spool; for any thread. */
  synchronized Spool create() throws IOException {
    Spool spool = new Spool(temporary.create(), spools.size());
    spools.add(spool);
    return spool;
  }

  /** Returns the spool with a number. */
  synchronized Spool get(int number) {
    return spools.get(number);
  }

  @Override
  public synchronized void close() throws IOException {
    IOException failure = null;
    for (Spool spool : spools) {
      try {
        spool.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
