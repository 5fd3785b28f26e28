package io.docteur.image;

import io.docteur.layout.LayoutBuilder;
import io.docteur.layout.Trees;
import io.docteur.pack.Commit;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Pack;
import io.docteur.pack.PackIndexWriter;
import io.docteur.pack.PackLimits;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntToLongFunction;

/** Turns a file that holds a pack into an image. */
public final class ImageWriter {
  private static final int BUFFER_LENGTH = 64 << 10;

  private final Path file;
  private final FileChannel channel;
  private final OutputStream out;
  private final int blockSize;

  private ImageWriter(Path file, FileChannel channel, int blockSize) {
    this.file = file;
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_LENGTH);
    this.blockSize = blockSize;
  }

  /**
   * Completes an image. The file holds the pack, trailer included, from byte {@link
   * ImageFormat#PACK_START} to its end; the bytes before are written last, so that a file that was
   * left half-done is never taken for an image.
   *
   * @param file the file; it grows
   * @param entries the pack's objects by rank
   * @param sizes the size of each object in bytes by rank, inflated and with its deltas applied
   * @param points by rank the steps of the blobs that can be entered within
   * @param packChecksum the pack's trailer
   * @param commit the commit to be mounted
   * @param blockSize what the end of the pack and of the image are padded to, at least 1
   * @param layout whether to write the layout sections
   */
  public static void complete(
      Path file,
      PackIndexWriter.Entries entries,
      IntToLongFunction sizes,
      SortedMap<Integer, EntryPoints.Steps> points,
      ObjectId packChecksum,
      ObjectId commit,
      int blockSize,
      boolean layout)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long packEnd = channel.size() - ObjectId.LENGTH;
      channel.position(channel.size());
      ImageWriter writer = new ImageWriter(file, channel, blockSize);
      writer.pad();
      writer.complete(entries, sizes, points, packEnd, packChecksum, commit, layout);
    }
  }

  private void complete(
      PackIndexWriter.Entries entries,
      IntToLongFunction sizes,
      SortedMap<Integer, EntryPoints.Steps> points,
      long packEnd,
      ObjectId packChecksum,
      ObjectId commit,
      boolean layout)
      throws IOException {
    List<Section> sections =
        layout ? writeSections(entries, sizes, points, packEnd, commit) : List.of();
    long table = layout ? writeTable(sections) : 0;
    long indexPosition = position();
    long indexLength = PackIndexWriter.write(entries, packChecksum, out);
    pad();
    if (layout) {
      ObjectId indexChecksum = readId(indexPosition + indexLength - ObjectId.LENGTH);
      Footer footer = new Footer(packChecksum, indexChecksum, indexLength, table, sections);
      write(footer.encode(), indexPosition - Footer.LENGTH);
    }
    writeHeader(commit, indexPosition);
  }

  private long position() throws IOException {
    out.flush();
    return channel.position();
  }

  private void pad() throws IOException {
    out.write(new byte[ImageFormat.padding(position(), blockSize)]);
  }

  private List<Section> writeSections(
      PackIndexWriter.Entries entries,
      IntToLongFunction sizes,
      SortedMap<Integer, EntryPoints.Steps> points,
      long packEnd,
      ObjectId commit)
      throws IOException {
    ObjectIndex index = new EntriesIndex(entries);
    ByteBoundedCache cache = new ByteBoundedCache(ImageOptions.defaultCacheBytes());
    PackLimits limits = new PackLimits(ImageOptions.defaultMaxObjectMemory(), null);
    try (Storage storage = Storage.open(file, false);
        Pack pack = new Pack(storage, ImageFormat.PACK_START, packEnd, index, cache, limits)) {
      List<Section> sections = new ArrayList<>(writeArts(index, pack, sizes, commit));
      long start = position();
      long length = EntryRows.write(entries, pack, packEnd - ImageFormat.PACK_START, out);
      sections.add(new Section(Section.ENTRIES, start, length, 0));
      if (!points.isEmpty()) {
        long pointsLength = EntryPointRows.write(points, out);
        sections.add(
            new Section(Section.ENTRY_POINTS, start + length, pointsLength, points.size()));
      }
      return sections;
    }
  }

  private List<Section> writeArts(
      ObjectIndex index, Pack pack, IntToLongFunction sizes, ObjectId commit) throws IOException {
    byte[] content = pack.read(index.offset(index.rank(commit)), ObjectType.COMMIT);
    int tree = index.rank(Commit.parse(content).tree());
    Trees trees = new Trees(file.toString(), ImageFormat.PACK_START, pack, index);
    long start = position();
    PageSink sink = new PageSink(out);
    long root = LayoutBuilder.build(trees, tree, sizes, sink);
    long end = position();
    byte[] checksums = sink.checksums();
    out.write(checksums);
    return List.of(
        new Section(Section.DIRECTORIES, start, end - start, root),
        new Section(Section.PAGE_CHECKSUMS, end, checksums.length, 0));
  }

  /** Writes the table of sections and leaves room for the footer, which ends on a block. */
  private long writeTable(List<Section> sections) throws IOException {
    long tablePosition = position();
    out.write(Footer.table(sections));
    int zeros = (int) Math.floorMod(-(position() + Footer.LENGTH), (long) blockSize);
    out.write(new byte[zeros + Footer.LENGTH]);
    return tablePosition;
  }

  private ObjectId readId(long position) throws IOException {
    out.flush();
    byte[] id = new byte[ObjectId.LENGTH];
    channel.read(ByteBuffer.wrap(id), position);
    return ObjectId.fromBytes(id, 0);
  }

  private void write(byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }

  /** Writes the header when all else is on the disk. */
  private void writeHeader(ObjectId commit, long indexPosition) throws IOException {
    out.flush();
    byte[] header = new byte[ImageFormat.PACK_START];
    commit.put(header, ImageFormat.COMMIT_ID);
    Bytes.putLongLittleEndian(header, ImageFormat.INDEX_POSITION, indexPosition);
    channel.force(true);
    write(header, 0);
    channel.force(true);
  }
}
