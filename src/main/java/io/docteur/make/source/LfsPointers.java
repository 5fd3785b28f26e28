package io.docteur.make.source;

import io.docteur.pack.ObjectType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts the files that Git LFS keeps elsewhere and of which a commit holds pointers: blobs of less
 * than 1024 bytes, whose first line names the version. See the <a
 * href="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md">specification</a>.
 */
final class LfsPointers {
  /** Where git's attributes say that LFS has files. */
  static final byte[] ATTRIBUTES_FILE = ".gitattributes".getBytes(StandardCharsets.US_ASCII);

  private static final String FILTER = "filter=lfs";
  private static final long MAX_ATTRIBUTES = 1 << 20;
  private static final byte[] FIRST_LINE =
      "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_POINTER = 1024;

  private LfsPointers() {}

  /** Returns how many distinct pointers a walk has found; none where no attributes speak of LFS. */
  static int count(RepositoryWalk walk, ObjectSource source) throws IOException {
    if (!isUsed(walk, source)) {
      return 0;
    }
    ObjectTable objects = walk.contents().objects();
    int count = 0;
    for (int object = 0; object < objects.count(); object++) {
      long size = objects.size(object);
      boolean small = size > FIRST_LINE.length && size < MAX_POINTER;
      if (small && objects.type(object) == ObjectType.BLOB && isPointer(source.read(object))) {
        count++;
      }
    }
    return count;
  }

  private static boolean isUsed(RepositoryWalk walk, ObjectSource source) throws IOException {
    for (int object : walk.attributes()) {
      boolean readable = walk.contents().objects().size(object) <= MAX_ATTRIBUTES;
      if (readable
          && new String(source.read(object), StandardCharsets.ISO_8859_1).contains(FILTER)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPointer(byte[] content) {
    return content.length > FIRST_LINE.length
        && Arrays.equals(content, 0, FIRST_LINE.length, FIRST_LINE, 0, FIRST_LINE.length);
  }
}
