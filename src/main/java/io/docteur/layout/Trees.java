package io.docteur.layout;

import io.docteur.DamagedImageException;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Pack;
import java.io.IOException;

/**
 * The tree objects of an image, each checked by its id when it is read. Thread-safe.
 *
 * @param image the image's name, for messages
 * @param packStart the position of the pack's first byte in the image
 * @param pack the objects
 * @param index which objects there are
 */
public record Trees(String image, long packStart, Pack pack, ObjectIndex index) {

  /**
   * Reads the directory that an entry is.
   *
   * @throws DamagedImageException when the image does not hold its tree, when the tree is not what
   *     its id says, or when it is malformed
   */
  TreeListing read(Entry directory) throws IOException {
    if (directory.rank() == Entry.NO_RANK) {
      throw new DamagedImageException(
          image, packStart, directory.absent().toString(), "a tree that the pack does not hold");
    }
    return read(directory.rank());
  }

  /** Reads the tree with a rank; see {@link #read(Entry)}. */
  TreeListing read(int rank) throws IOException {
    long offset = index.offset(rank);
    ObjectId id = index.id(rank);
    byte[] content;
    try {
      content = pack.read(offset, ObjectType.TREE);
    } catch (DamagedImageException e) {
      throw e.of(id.toString());
    }
    if (!ObjectId.of(ObjectType.TREE, content).equals(id)) {
      throw damaged(offset, id, "a tree whose content is not what its id says", null);
    }
    try {
      return new TreeListing(content, index);
    } catch (MalformedObjectException e) {
      throw damaged(offset, id, e.getMessage(), e);
    }
  }

  private DamagedImageException damaged(long offset, ObjectId id, String reason, Exception cause) {
    return new DamagedImageException(image, packStart + offset, id.toString(), reason, cause);
  }
}
