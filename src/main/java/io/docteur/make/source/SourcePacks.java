package io.docteur.make.source;

import io.docteur.make.fetch.Repositories;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.pack.Pack;
import io.docteur.pack.PackLimits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;

/** The packs of a former image, of a repository and of those that it borrows from. */
final class SourcePacks implements Closeable {
  private static final byte[] INDEX_V2 = HexFormat.of().parseHex("ff744f6300000002");
  private static final int MAX_ALTERNATES = 1000;

  /** How often the packs are listed where some of them are gone before they are opened. */
  private static final int ATTEMPTS = 10;

  private static final long MOST_CACHE_BYTES = 64L << 20;
  private static final long LEAST_CACHE_BYTES = 1L << 20;
  private static final int HEAP_SHARE = 4;

  private final List<SourcePack> packs = new ArrayList<>();
  private ObjectTable objects;
  private IntToLongFunction origins;
  private FormerVersions versions;

  /**
   * The pack of a former image.
   *
   * @param former it, which is searched first and stays the caller's to close; null for none
   */
  SourcePacks(SourcePack former) {
    if (former != null) {
      packs.add(former);
    }
  }

  /**
   * Opens the packs of a repository. Those with an index of version 1 are left to JGit. Git may be
   * packing anew meanwhile: where a pack that was listed is gone, another has its objects.
   *
   * @param objectDirectory the repository's {@code objects}
   * @param sizes the sizes of the objects of some packs, by the packs' real paths
   */
  void open(Path objectDirectory, Map<Path, ObjectSizes> sizes) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        openListed(objectDirectory, sizes);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void openListed(Path objectDirectory, Map<Path, ObjectSizes> sizes) throws IOException {
    List<Path> indexes = new ArrayList<>();
    for (Path directory : withAlternates(objectDirectory)) {
      indexes.addAll(indexes(directory.resolve("pack")));
    }
    long heap = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    long cache = Math.min(MOST_CACHE_BYTES, heap / 2) / Math.max(1, indexes.size());
    PackLimits limits = new PackLimits(heap, Path.of(System.getProperty("java.io.tmpdir")));
    int most = Math.min(indexes.size(), PackOrigin.MAX_PACKS - packs.size());
    try {
      for (Path index : indexes.subList(0, most)) {
        Path pack = packOf(index);
        ObjectSizes known = sizes.get(pack.toRealPath());
        packs.add(SourcePack.open(index, pack, known, Math.max(cache, LEAST_CACHE_BYTES), limits));
      }
    } catch (IOException | RuntimeException e) {
      close();
      packs.removeIf(pack -> !pack.isFormer());
      throw e;
    }
  }

  /** Returns the object directories that {@code info/alternates} name, themselves included. */
  private static Set<Path> withAlternates(Path objectDirectory) throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    List<Path> waiting = new ArrayList<>(List.of(objectDirectory));
    while (!waiting.isEmpty() && found.size() < MAX_ALTERNATES) {
      Path directory = waiting.remove(0);
      if (!Files.isDirectory(directory) || !found.add(directory.toRealPath())) {
        continue;
      }
      Path alternates = directory.resolve("info").resolve("alternates");
      if (Files.exists(alternates)) {
        for (String line : read(alternates).split("\n")) {
          if (!line.isEmpty() && !line.startsWith("#")) {
            waiting.add(directory.resolve(line));
          }
        }
      }
    }
    return found;
  }

  /** JGit takes the paths for UTF-8, and so would not find what lies under another one. */
  private static String read(Path alternates) throws IOException {
    try {
      return Files.readString(alternates, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      String reason = "objects cannot be borrowed from a path that is not UTF-8";
      throw Repositories.failure(alternates.toString(), reason, e);
    }
  }

  /** Returns the indexes that have a pack, in the order of their names. */
  private static Set<Path> indexes(Path directory) throws IOException {
    Set<Path> indexes = new TreeSet<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.idx")) {
        for (Path index : files) {
          if (Files.exists(packOf(index)) && isVersion2(index)) {
            indexes.add(index);
          }
        }
      }
    }
    return indexes;
  }

  private static boolean isVersion2(Path index) throws IOException {
    try (InputStream in = Files.newInputStream(index)) {
      return Arrays.equals(in.readNBytes(INDEX_V2.length), INDEX_V2);
    }
  }

  private static Path packOf(Path index) {
    String name = index.getFileName().toString();
    return index.resolveSibling(name.substring(0, name.length() - "idx".length()) + "pack");
  }

  /** Returns where an object lies, in the first pack that has it. */
  long find(ObjectId id) throws IOException {
    for (int pack = 0; pack < packs.size(); pack++) {
      long offset = packs.get(pack).find(id);
      if (offset >= 0) {
        return PackOrigin.of(pack, offset);
      }
    }
    return PackOrigin.ELSEWHERE;
  }

  /** Returns the size in bytes of an object that lies in a pack. */
  long size(long origin) throws IOException {
    return packOf(origin).size(PackOrigin.offset(origin));
  }

  /** Returns the pack that an origin lies in. */
  Pack pack(long origin) {
    return packOf(origin).pack();
  }

  /**
   * Learns which objects are going to be in the image, before those that follow are asked.
   *
   * @param origins where each object was {@link #find found}
   * @param versions what is known of the former image beside
   */
  void learn(ObjectTable objects, IntToLongFunction origins, FormerVersions versions)
      throws IOException {
    this.objects = objects;
    this.origins = origins;
    this.versions = versions;
    boolean[] used = new boolean[packs.size()];
    if (used.length > 0 && packs.get(0).isFormer()) {
      used[0] = true; // it is asked for bases also when nothing is taken over
    }
    for (int object = 0; object < objects.count(); object++) {
      long origin = origins.applyAsLong(object);
      if (PackOrigin.isPacked(origin)) {
        used[PackOrigin.pack(origin)] = true;
      }
    }
    for (int pack = 0; pack < used.length; pack++) {
      if (used[pack]) {
        int number = pack;
        packs.get(pack).learn(objects, object -> offset(number, object));
      }
    }
  }

  /** Returns the offset of an object that was found in a pack, else -1. */
  private long offset(int pack, int object) {
    long origin = origins.applyAsLong(object);
    boolean found = PackOrigin.isPacked(origin) && PackOrigin.pack(origin) == pack;
    return found ? PackOrigin.offset(origin) : -1;
  }

  /** As {@link ObjectSource#stored} has it. */
  StoredEntry stored(int object) throws IOException {
    long origin = origins.applyAsLong(object);
    if (!PackOrigin.isPacked(origin)) {
      return null;
    }
    StoredEntry stored = packOf(origin).stored(PackOrigin.offset(origin));
    boolean mixed =
        stored.base() != StoredEntry.NO_BASE && objects.type(stored.base()) != objects.type(object);
    return mixed ? new StoredEntry(true, StoredEntry.NO_BASE, stored.size()) : stored;
  }

  /** As {@link ObjectSource#inOnePack} has it. */
  boolean inOnePack(int object, int other) throws IOException {
    long x = origins.applyAsLong(object);
    long y = origins.applyAsLong(other);
    return PackOrigin.isPacked(x)
        && PackOrigin.isPacked(y)
        && PackOrigin.pack(x) == PackOrigin.pack(y)
        && !stored(object).delta();
  }

  /** As {@link ObjectSource#isFormer} has it. */
  boolean isFormer(int object) {
    long origin = origins.applyAsLong(object);
    return PackOrigin.isPacked(origin) && packOf(origin).isFormer();
  }

  /** As {@link ObjectSource#likely} has it. */
  Likely likely(int object) throws IOException {
    Likely likely = versions.likely(objects, object);
    return likely == null || likely.base() == StoredEntry.NO_BASE || isBase(likely.base(), object)
        ? likely
        : null;
  }

  private boolean isBase(int base, int object) {
    return base != object
        && objects.type(base) == objects.type(object)
        && objects.size(base) < PackLimits.STREAMED_SIZE;
  }

  /** As {@link ObjectSource#steps} has it. */
  EntryPoints.Steps steps(int object) throws IOException {
    return isFormer(object)
        ? packOf(origins.applyAsLong(object)).steps(objects.id(object), objects.size(object))
        : null;
  }

  /** As {@link ObjectSource#copyStored} has it. */
  void copyStored(int object, ObjectSource.ByteSink sink) throws IOException {
    long origin = origins.applyAsLong(object);
    packOf(origin).copy(PackOrigin.offset(origin), objects.id(object), sink);
  }

  private SourcePack packOf(long origin) {
    return packs.get(PackOrigin.pack(origin));
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (SourcePack pack : packs) {
      try {
        if (!pack.isFormer()) {
          pack.close();
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
