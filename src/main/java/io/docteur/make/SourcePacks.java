package io.docteur.make;

import io.docteur.pack.ObjectId;
import io.docteur.pack.PackLimits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The packs of a repository and of those that it borrows from. */
final class SourcePacks implements Closeable {
  private static final byte[] INDEX_V2 = HexFormat.of().parseHex("ff744f6300000002");
  private static final int MAX_ALTERNATES = 1000;
  private static final long MOST_CACHE_BYTES = 64L << 20;
  private static final long LEAST_CACHE_BYTES = 1L << 20;
  private static final int HEAP_SHARE = 4;

  private final List<SourcePack> packs = new ArrayList<>();

  /**
   * Opens the packs. Those with an index of version 1 are left to JGit.
   *
   * @param objectDirectory the repository's {@code objects}
   */
  SourcePacks(Path objectDirectory) throws IOException {
    List<Path> indexes = new ArrayList<>();
    for (Path directory : withAlternates(objectDirectory)) {
      indexes.addAll(indexes(directory.resolve("pack")));
    }
    long heap = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    long cache = Math.min(MOST_CACHE_BYTES, heap / 2) / Math.max(1, indexes.size());
    PackLimits limits = new PackLimits(heap, Path.of(System.getProperty("java.io.tmpdir")));
    try {
      for (Path index : indexes.subList(0, Math.min(indexes.size(), PackOrigin.MAX_PACKS))) {
        packs.add(new SourcePack(index, packOf(index), Math.max(cache, LEAST_CACHE_BYTES), limits));
      }
    } catch (IOException | RuntimeException e) {
      close();
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
        for (String line : Files.readString(alternates, StandardCharsets.UTF_8).split("\n")) {
          if (!line.isEmpty() && !line.startsWith("#")) {
            waiting.add(directory.resolve(line));
          }
        }
      }
    }
    return found;
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

  /** Returns the pack with a number. */
  SourcePack get(int number) {
    return packs.get(number);
  }

  /** Learns which objects are going to be in the image, before entries are copied. */
  void learn(ObjectTable objects) throws IOException {
    boolean[] used = new boolean[packs.size()];
    for (int object = 0; object < objects.count(); object++) {
      long origin = objects.origin(object);
      if (PackOrigin.isPacked(origin)) {
        used[PackOrigin.pack(origin)] = true;
      }
    }
    for (int pack = 0; pack < used.length; pack++) {
      if (used[pack]) {
        packs.get(pack).learn(objects, pack);
      }
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (SourcePack pack : packs) {
      try {
        pack.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
