package io.docteur.make.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/** A repository for what is fetched, into which packs come by a {@link PackReceiver}. */
public final class FetchedRepository extends FileRepository {
  private final PackReceiver receiver;

  /** The repository in a directory, which need not be there yet. */
  FetchedRepository(Path directory, PackReceiver receiver) throws IOException {
    super(directory.toFile());
    this.receiver = receiver;
  }

  @Override
  public ObjectInserter newObjectInserter() {
    return new Inserter(super.newObjectInserter());
  }

  private final class Inserter extends ObjectInserter.Filter {
    private final ObjectInserter delegate;

    Inserter(ObjectInserter delegate) {
      this.delegate = delegate;
    }

    @Override
    protected ObjectInserter delegate() {
      return delegate;
    }

    @Override
    public PackParser newPackParser(InputStream in) {
      return new ReceivingParser(getObjectDatabase(), in, receiver);
    }
  }
}
