package io.docteur.make.source;

import io.docteur.make.fetch.Repositories;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.pack.ObjectType;
import io.docteur.pack.PackEntry;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * The objects of a repository. Its packs are read by ourselves, so that their entries can be
 * copied; everything else, loose objects above all, by JGit.
 */
final class RepositoryObjects implements Closeable {
  private final String name;
  private final FileRepository repository;
  private final SourcePacks packs;

  /**
   * The objects of a repository, which stays the caller's to close.
   *
   * @param name how the repository is called in what is said of it
   * @param former the pack of a former image, whose objects come first, or null
   * @param sizes what is known of the repository's packs, as {@link SourcePacks#open} has it
   */
  RepositoryObjects(
      String name, FileRepository repository, SourcePack former, Map<Path, ObjectSizes> sizes)
      throws IOException {
    this.name = name;
    this.repository = repository;
    this.packs = new SourcePacks(former);
    packs.open(repository.getObjectDatabase().getDirectory().toPath(), sizes);
  }

  SourcePacks packs() {
    return packs;
  }

  /** Returns where an object lies, as {@link PackOrigin} has it. */
  long find(ObjectId id) throws IOException {
    return packs.find(id);
  }

  /**
   * Returns the size of an object in bytes. Of an object that is stored whole the type is checked,
   * since its entry may be copied; a delta is copied with its base, and else read as of its type.
   *
   * @throws MissingObjectException when the repository lacks it
   */
  long size(ObjectId id, ObjectType type, long origin) throws IOException {
    if (PackOrigin.isPacked(origin)) {
      PackEntry entry = packs.pack(origin).entry(PackOrigin.offset(origin));
      if (entry.isDelta()) {
        return packs.size(origin);
      }
      if (entry.type() != type) {
        throw ofOtherType(id, type, entry.type());
      }
      return entry.size();
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      return reader.getObjectSize(jgits(id), type.code());
    } catch (IOException e) {
      throw unread(id, type, e);
    }
  }

  /**
   * Reads an object that is not large.
   *
   * @throws MissingObjectException when the repository lacks it
   */
  byte[] read(ObjectId id, ObjectType type, long origin) throws IOException {
    if (PackOrigin.isPacked(origin)) {
      return packs.pack(origin).read(PackOrigin.offset(origin), type);
    }
    try {
      return read(repository, id, type.code());
    } catch (IOException e) {
      throw unread(id, type, e);
    }
  }

  /** Returns the failure to read an object as of a type that it is not of. */
  IOException ofOtherType(ObjectId id, ObjectType type, ObjectType actual) {
    String reason = "%s %s cannot be read: it is a %s";
    return Repositories.failure(name, reason.formatted(type.gitName(), id, actual.gitName()), null);
  }

  /** JGit's exceptions do not say which repository they are of, and some not which object. */
  private IOException unread(ObjectId id, ObjectType type, IOException e) {
    return e instanceof MissingObjectException
        ? e
        : Repositories.unnamed(name, type.gitName() + " " + id, e);
  }

  /**
   * Reads an object by JGit. One that says it is large takes no more memory than there is of it.
   *
   * @param type as JGit's {@code Constants} number it
   * @throws MissingObjectException when the repository lacks it
   */
  static byte[] read(FileRepository repository, ObjectId id, int type) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      ObjectLoader object = reader.open(jgits(id), type);
      if (!object.isLarge()) {
        return object.getCachedBytes();
      }
      try (InputStream in = object.openStream()) {
        return in.readAllBytes();
      }
    }
  }

  /** Opens an object of any size. */
  InputStream open(ObjectId id, ObjectType type, long origin) throws IOException {
    if (!PackOrigin.isPacked(origin)) {
      return openElsewhere(id, type);
    }
    if (type == ObjectType.BLOB) {
      return new BlobStream(packs.pack(origin).open(PackOrigin.offset(origin)));
    }
    return new ByteArrayInputStream(read(id, type, origin));
  }

  private InputStream openElsewhere(ObjectId id, ObjectType type) throws IOException {
    ObjectReader reader = repository.newObjectReader();
    try {
      return new ReaderStream(reader, reader.open(jgits(id), type.code()).openStream());
    } catch (IOException e) {
      reader.close();
      throw unread(id, type, e);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    packs.close();
  }

  static ObjectId ours(AnyObjectId id) {
    byte[] raw = new byte[ObjectId.LENGTH];
    id.copyRawTo(raw, 0);
    return ObjectId.fromBytes(raw, 0);
  }

  static org.eclipse.jgit.lib.ObjectId jgits(ObjectId id) {
    return org.eclipse.jgit.lib.ObjectId.fromRaw(id.toBytes());
  }
}
