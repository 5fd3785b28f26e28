import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/** The pack of an image in a bare repository, for programs that read packs alone. */
final class ExtractedPack {
  /** The id of the commit and the position of the index. */
  private static final int HEADER_LENGTH = 28;

  private ExtractedPack() {}

  /** Makes a bare repository with an image's pack; its HEAD is the image's commit. */
  static void into(Path repository, Path image) throws Exception {
    try (FileRepository git = new FileRepository(repository.toFile());
        ObjectInserter inserter = git.newObjectInserter();
        InputStream in = new BufferedInputStream(Files.newInputStream(image))) {
      git.create(true);
      byte[] header = in.readNBytes(HEADER_LENGTH);
      PackParser parser = inserter.newPackParser(in);
      parser.setExpectDataAfterPackFooter(true);
      parser.parse(NullProgressMonitor.INSTANCE);
      String commit = ObjectId.fromRaw(header).name() + "\n";
      Files.writeString(repository.resolve(Constants.HEAD), commit);
      Files.writeString(repository.resolve(Constants.SHALLOW), commit);
    }
  }
}
