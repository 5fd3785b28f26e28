package io.docteur.make.fetch;

import io.docteur.make.task.Progress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingBundlePrerequisiteException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportBundleStream;
import org.eclipse.jgit.transport.URIish;

/**
 * A git bundle, a repository's refs and a pack in one file: {@code gitformat-bundle(5)}. Only those
 * of version 2 are read, which git makes unless it is told otherwise.
 */
public final class Bundle {
  private static final String VERSION_2 = "# v2 git bundle\n";
  private static final String VERSION_3 = "# v3 git bundle\n";

  /** A ref, or a commit that is needed. */
  private static final Pattern LINE =
      Pattern.compile("-\\p{XDigit}{40}( .*)?|\\p{XDigit}{40} .+", Pattern.DOTALL);

  /** More than git lets a name of a ref have. */
  private static final int LONGEST_LINE = 1 << 16;

  private final Path file;

  public Bundle(Path file) {
    this.file = file;
  }

  /** Tells whether a file starts as a bundle does, of whatever version. */
  public static boolean is(Path file) throws IOException {
    return startsWith(file, VERSION_2) || startsWith(file, VERSION_3);
  }

  private static boolean startsWith(Path file, String signature) throws IOException {
    byte[] bytes = signature.getBytes(StandardCharsets.US_ASCII);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(bytes.length), bytes);
    }
  }

  /**
   * Copies all objects of the bundle.
   *
   * @param ref a full ref, a short name or a full id; null for the bundle's {@code HEAD}
   * @return what the name stands for: the commit, or a tag of it
   */
  public ObjectId fetchCommit(Repository into, String ref, Progress progress) throws IOException {
    if (!startsWith(file, VERSION_2)) {
      throw failure("not a bundle of version 2, the one that is understood", null);
    }
    checkHeader();
    String name = ref == null ? Constants.HEAD : ref;
    return JGitThread.run(
        progress,
        monitor -> {
          progress.start("reading the bundle", Files.size(file));
          ObjectId commit = fetchCommit(into, name, monitor, progress);
          progress.end();
          return commit;
        });
  }

  /** JGit would keep a line however long it is, and stumble over one that it does not expect. */
  private void checkHeader() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.skipNBytes(VERSION_2.length());
      String line = line(in);
      while (line != null && LINE.matcher(line).matches()) {
        line = line(in);
      }
      if (line == null || !line.isEmpty()) {
        throw failure("the bundle cannot be read: its header is damaged", null);
      }
    }
  }

  /** Returns a line without its end, or null where that does not come. */
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && line.size() < LONGEST_LINE; b = in.read()) {
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      line.write(b);
    }
    return null;
  }

  private ObjectId fetchCommit(
      Repository into, String name, ProgressMonitor monitor, Progress progress) throws IOException {
    URIish uri = new URIish().setPath(file.toString());
    try (InputStream in = new CountedStream(Files.newInputStream(file), progress);
        Transport transport = new TransportBundleStream(into, uri, in);
        FetchConnection connection = transport.openFetch()) {
      ObjectId wanted = Remote.choose(connection.getRefsMap(), name, file.toString());
      connection.fetch(monitor, List.of(Remote.wanted(wanted)), Set.of());
      return wanted;
    } catch (MissingBundlePrerequisiteException e) {
      throw failure("a bundle of what is new alone: it needs commits that it does not hold", e);
    } catch (IOException | RuntimeException e) {
      FileSystemException ours = FetchFailures.here(e);
      if (ours != null) {
        throw ours;
      }
      throw failure("the bundle cannot be read: " + FetchFailures.detail(uri, e), e);
    }
  }

  private IOException failure(String reason, Exception cause) {
    return Repositories.failure(file.toString(), reason, cause);
  }

  /** Tells how many bytes were read. */
  private static final class CountedStream extends FilterInputStream {
    private final Progress progress;

    CountedStream(InputStream in, Progress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      progress.add(Math.max(0, count));
      return count;
    }
  }
}
