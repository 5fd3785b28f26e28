package io.docteur.nio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.PackIndexWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image with holes between its entries, larger than numbers of 32 bits can tell. */
class FarImageTest {
  private static final long PAST_2_GIB = (2L << 30) + 77;
  private static final long PAST_4_GIB = (4L << 30) + 99;
  private static final long PAST_5_GIB = (5L << 30) + 1;
  private static final long INDEX = 6L << 30;
  private static final int PACK = 28;

  @TempDir Path directory;

  /** Where an object lies in the pack, and its entry's checksum. */
  private record Laid(long offset, int crc) {}

  private final TreeMap<ObjectId, Laid> objects = new TreeMap<>();
  private FileChannel channel;

  @Test
  void entriesAndAnIndexPast4GiBAreReadMappedAndByPosition() throws IOException {
    Path image = lay();
    for (boolean mapped : new boolean[] {true, false}) {
      for (String mode : new String[] {"layout", "fast", "light"}) {
        Map<String, ?> env = Map.of("mapped", mapped, "mode", mode);
        try (FileSystem mount = FileSystems.newFileSystem(image, env);
            Stream<Path> walk = Files.walk(mount.getPath("/"))) {
          assertThat(walk.map(Path::toString))
              .containsExactly("/", "/d", "/d/far", "/middle", "/near");
          assertThat(mount.getPath("/near")).hasContent("near");
          assertThat(mount.getPath("/middle")).hasContent("in the middle");
          assertThat(mount.getPath("/d/far")).hasContent("far away");
        }
      }
    }
  }

  private Path lay() throws IOException {
    Path image = directory.resolve("far.img");
    try (FileChannel file =
        FileChannel.open(
            image,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel = file;
      ObjectId near = put(12, ObjectType.BLOB, "near");
      ObjectId middle = put(PAST_2_GIB, ObjectType.BLOB, "in the middle");
      ObjectId far = put(PAST_4_GIB, ObjectType.BLOB, "far away");
      ObjectId d = put(PAST_5_GIB, ObjectType.TREE, entry("100644 far", far));
      String files = entry("100644 middle", middle) + entry("100644 near", near);
      ObjectId root = put(1000, ObjectType.TREE, entry("40000 d", d) + files);
      String person = "A U Thor <author@example.com> 1600000000 +0000\n";
      String commit = "tree " + root + "\nauthor " + person + "committer " + person + "\nfar\n";
      writeHeader(put(2000, ObjectType.COMMIT, commit));
      writeIndex();
    }
    return image;
  }

  private static String entry(String modeAndName, ObjectId id) {
    return modeAndName + "\0" + new String(id.toBytes(), ISO_8859_1);
  }

  private ObjectId put(long offset, ObjectType type, String text) throws IOException {
    byte[] content = text.getBytes(ISO_8859_1);
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.write(0x80 | type.code() << 4 | content.length & 15);
    assertThat(content.length >> 4).isLessThan(0x80);
    entry.write(content.length >> 4);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(entry)) {
      deflater.write(content);
    }
    CRC32 crc = new CRC32();
    crc.update(entry.toByteArray());
    channel.write(ByteBuffer.wrap(entry.toByteArray()), PACK + offset);
    ObjectId id = ObjectId.of(type, content);
    objects.put(id, new Laid(offset, (int) crc.getValue()));
    return id;
  }

  private void writeHeader(ObjectId commit) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(PACK + 12);
    header.put(commit.toBytes()).order(ByteOrder.LITTLE_ENDIAN).putLong(INDEX);
    header.order(ByteOrder.BIG_ENDIAN).put("PACK".getBytes(US_ASCII)).putInt(2);
    channel.write(header.putInt(objects.size()).flip(), 0);
  }

  private void writeIndex() throws IOException {
    ObjectId[] ids = objects.keySet().toArray(ObjectId[]::new);
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    PackIndexWriter.write(
        new PackIndexWriter.Entries() {
          @Override
          public int count() {
            return ids.length;
          }

          @Override
          public ObjectId id(int rank) {
            return ids[rank];
          }

          @Override
          public long offset(int rank) {
            return objects.get(ids[rank]).offset;
          }

          @Override
          public int crc32(int rank) {
            return objects.get(ids[rank]).crc;
          }
        },
        ids[0],
        index);
    index.write(new byte[512 - index.size() % 512]);
    channel.write(ByteBuffer.wrap(index.toByteArray()), INDEX);
  }
}
