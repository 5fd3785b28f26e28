package io.docteur.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.art.ArtBuilder;
import io.docteur.layout.Entry;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an image carries beside its pack serves when it is sound, and never harms when it is not.
 */
class CarriedLayoutTest {
  @TempDir Path directory;
  private Path plain;
  private Path carrying;
  private Map<String, String> expected;

  @BeforeEach
  void makeImages() throws IOException {
    Path repository =
        SampleImages.repository(Files.createDirectory(directory.resolve("repository")));
    plain = SampleImages.withoutLayout(repository, directory.resolve("plain.img"));
    carrying = SampleImages.withLayout(plain, directory.resolve("carrying.img"));
    try (Image image = SampleImages.open(plain, ImageOptions.defaults())) {
      expected = SampleImages.contents(image);
      assertThat(image.carriedLayout().arts()).isNull();
      assertThat(image.carriedLayout().problem()).isNull();
    }
  }

  @Test
  void theLayoutSaysWhatTheTreesSay() throws IOException {
    assertThat(expected).hasSizeGreaterThan(40).containsKey("/foo/bar");
    try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
      assertThat(image.carriedLayout().arts()).isNotNull();
      assertThat(SampleImages.contents(image)).isEqualTo(expected);
    }
  }

  @Test
  void theLayoutKnowsTheSizesOfFiles() throws IOException {
    try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
      Entry file = image.layout().directory(image.layout().root()).find(name("foo.c"));
      assertThat(file.size()).isEqualTo("content of foo.c\n".length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyModeSaysTheSame(ImageOptions.Mode mode) throws IOException {
    for (Path file : List.of(plain, carrying)) {
      try (Image image = SampleImages.open(file, SampleImages.mode(mode))) {
        assertThat(SampleImages.contents(image)).isEqualTo(expected);
        for (Map.Entry<String, String> path : expected.entrySet()) {
          assertThat(SampleImages.lookUp(image, path.getKey())).isEqualTo(path.getValue());
        }
      }
    }
  }

  @Test
  void aLayoutWithAnyByteChangedNeverChangesWhatIsRead() throws IOException {
    byte[] sound = Files.readAllBytes(carrying);
    int start = layoutStart();
    int end = (int) Bytes.getLongLittleEndian(sound, ImageFormat.INDEX_POSITION);
    assertThat(end - start).isGreaterThan(1000);
    for (int i = start; i < end; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (1 << i % Byte.SIZE);
      assertReadsAsExpected(damaged, "byte " + i + " changed");
    }
  }

  @Test
  void aLayoutOfAnUnknownVersionIsNotUsedAndItIsSaidWhy() throws IOException {
    byte[] bytes = Files.readAllBytes(carrying);
    int footer = (int) Bytes.getLongLittleEndian(bytes, ImageFormat.INDEX_POSITION) - Footer.LENGTH;
    Bytes.putLong(bytes, footer + Long.BYTES, 2);
    Files.write(carrying, bytes);
    try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
      assertThat(image.carriedLayout().arts()).isNull();
      assertThat(image.carriedLayout().problem()).contains("version 2");
      assertThat(SampleImages.contents(image)).isEqualTo(expected);
    }
  }

  @Test
  void sectionsOfUnknownTypesAreSkipped() throws IOException {
    byte[] bytes = forge(this::sinkArts, new Section(77, 100, 5, -1));
    assertReadsAsExpected(bytes, "an unknown section");
    try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
      assertThat(image.carriedLayout().problem()).isNull();
    }
  }

  @Test
  void aSectionWhoseLastNumberDoesNotEndIsNotUsed() throws IOException {
    for (int length = 1; length < 2 * Long.BYTES; length++) {
      Section points = new Section(Section.ENTRY_POINTS, 100, length, 0);
      assertReadsAsExpected(forge(this::sinkArts, points), "a section of " + length);
      boolean ends = length == Integer.BYTES || length == Integer.BYTES + Long.BYTES;
      try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
        assertThat(image.carriedLayout().problem() == null).as("%d", length).isEqualTo(ends);
      }
    }
  }

  @Test
  void aSectionThatOverlapsWithAnotherDoesNoHarm() throws IOException {
    String content = "content of foo.c\n";
    int objects;
    int rank;
    try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
      objects = image.index().count();
      rank = image.layout().directory(image.layout().root()).find(name("foo.c")).rank();
    }
    int length = objects * Long.BYTES + Integer.BYTES;
    Section entries = new Section(Section.ENTRIES, layoutStart(), length, 0);
    byte[] record = record(1, (content.length() + 1L) << 3, rank);
    Files.write(carrying, forge(sink -> art(sink, "foo.c", record), entries));
    try (Image image = SampleImages.open(carrying, ImageOptions.defaults())) {
      Entry file = image.layout().directory(image.layout().root()).find(name("foo.c"));
      assertThat(image.carriedLayout().entries()).isNotNull();
      assertThat(image.read(file)).asString().isEqualTo(content);
    }
  }

  @Test
  void aChildBehindItsParentIsNotFollowed() throws IOException {
    byte[] itself = record(0, (1000L + 2) << 3, 0);
    assertReadsAsExpected(forge(sink -> art(sink, "deep", itself)), "a child behind its parent");
    assertLooksUpAsExpected("/deep");
  }

  @Test
  void anObjectThatIsNotThereIsNotRead() throws IOException {
    byte[] unknown = record(1, 5L << 3 | 1, 0xffff);
    assertReadsAsExpected(forge(sink -> art(sink, "foo.c", unknown)), "an unknown object");
    assertLooksUpAsExpected("/foo.c");
  }

  @Test
  void anUnknownKindIsNotRead() throws IOException {
    assertReadsAsExpected(forge(sink -> art(sink, "foo.c", record(1, 7, 0))), "an unknown kind");
    assertLooksUpAsExpected("/foo.c");
  }

  @Test
  void namesThatNoDirectoryHasAreNotListed() throws IOException {
    for (String name : List.of("..", ".", "a/b", "a\0b", "")) {
      byte[] file = record(1, 5L << 3 | 1, 0);
      assertReadsAsExpected(forge(sink -> art(sink, name, file)), "the name '" + name + "'");
    }
  }

  @Test
  void aRecordThatDoesNotEndIsNotRead() throws IOException {
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xff);
    assertReadsAsExpected(forge(sink -> art(sink, "foo.c", endless)), "an endless record");
    assertLooksUpAsExpected("/foo.c");
  }

  @Test
  void aRootOutsideOfTheSectionIsNotRead() throws IOException {
    for (long root : new long[] {1L << 40, -2, -77, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertReadsAsExpected(forge(sink -> root), "a root at " + root);
    }
  }

  /** What is listed of a directory may come from its ART only when the ART's checks passed. */
  private void assertReadsAsExpected(byte[] image, String what) throws IOException {
    Files.write(carrying, image);
    try (Image mounted = SampleImages.open(carrying, ImageOptions.defaults())) {
      assertThat(SampleImages.contents(mounted)).as(what).isEqualTo(expected);
    }
  }

  private void assertLooksUpAsExpected(String path) throws IOException {
    try (Image mounted = SampleImages.open(carrying, ImageOptions.defaults())) {
      assertThat(SampleImages.lookUp(mounted, path)).isEqualTo(expected.get(path));
    }
  }

  private interface Arts {
    long write(PageSink sink) throws IOException;
  }

  private static long art(PageSink sink, String name, byte[] record) throws IOException {
    ArtBuilder art = new ArtBuilder(sink);
    art.add(name.getBytes(StandardCharsets.UTF_8), record, record.length);
    return art.finish();
  }

  private long sinkArts(PageSink sink) throws IOException {
    byte[] bytes = Files.readAllBytes(carrying);
    try (Storage storage = Storage.open(carrying, false)) {
      long indexPosition = Bytes.getLongLittleEndian(bytes, ImageFormat.INDEX_POSITION);
      Footer footer = Footer.read(storage, indexPosition);
      Section arts = footer.section(Section.DIRECTORIES);
      sink.append(bytes, (int) arts.position(), (int) arts.length());
      return arts.detail();
    } catch (UnusableLayoutException e) {
      throw new AssertionError(e);
    }
  }

  /** A record of a pack of less than 256 objects, and one byte that belongs to nothing. */
  private static byte[] record(int kind, long first, int rank) {
    byte[] record = new byte[16];
    int end = Bytes.putVarLong(record, 0, first | kind);
    record[end++] = (byte) rank;
    record[end++] = (byte) (rank >>> Byte.SIZE);
    return Arrays.copyOf(record, end);
  }

  /** Lays a layout of other ARTs, with all its checksums right, where the sound one was. */
  private byte[] forge(Arts arts, Section... more) throws IOException {
    byte[] bytes = Files.readAllBytes(carrying);
    int start = layoutStart();
    int indexPosition = (int) Bytes.getLongLittleEndian(bytes, ImageFormat.INDEX_POSITION);
    Footer sound;
    try (Storage storage = Storage.open(carrying, false)) {
      sound = Footer.read(storage, indexPosition);
    } catch (UnusableLayoutException e) {
      throw new AssertionError(e);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PageSink sink = new PageSink(out);
    long root = arts.write(sink);
    byte[] checksums = sink.checksums();
    Section directories = new Section(Section.DIRECTORIES, start, out.size(), root);
    Section pages = new Section(Section.PAGE_CHECKSUMS, start + out.size(), checksums.length, 0);
    List<Section> sections =
        more.length == 0 ? List.of(directories, pages) : List.of(more[0], directories, pages);
    out.write(checksums);
    System.arraycopy(out.toByteArray(), 0, bytes, start, out.size());
    byte[] rows = Footer.table(sections);
    int table = indexPosition - Footer.LENGTH - rows.length;
    System.arraycopy(rows, 0, bytes, table, rows.length);
    byte[] footer =
        new Footer(
                sound.packChecksum(), sound.indexChecksum(), sound.indexLength(), table, sections)
            .encode();
    System.arraycopy(footer, 0, bytes, indexPosition - Footer.LENGTH, Footer.LENGTH);
    return bytes;
  }

  /** The layout starts where the index of the same pack lies without one. */
  private int layoutStart() throws IOException {
    byte[] bytes = Files.readAllBytes(plain);
    return (int) Bytes.getLongLittleEndian(bytes, ImageFormat.INDEX_POSITION);
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
