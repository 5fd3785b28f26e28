package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.image.Image;
import io.docteur.image.ImageOptions;
import io.docteur.make.ImageMaker;
import io.docteur.pack.EntryTable;
import io.docteur.pack.ObjectType;
import io.docteur.storage.Storage;
import io.docteur.testing.ChildJvm;
import io.docteur.testing.Git;
import io.docteur.testing.ReadIsolated;
import io.docteur.testing.RoundTrips;
import io.docteur.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of mounts, beyond what one mount in one virtual machine can show. */
class ContractTest {
  @TempDir Path directory;

  private Path repository;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(directory.toRealPath().resolve("repository"));
    Files.createDirectory(repository.resolve("d"));
    Files.writeString(repository.resolve("d/a b!"), "content");
    Files.writeString(repository.resolve("other"), "more");
    Git.commitAll(repository);
  }

  private Path image() throws IOException {
    Path image = directory.toRealPath().resolve("x.img");
    ImageMaker.from(repository).make(image);
    return image;
  }

  @Test
  void noBlobIsOpenedForAnAttributeThatTheLayoutKnows() throws IOException {
    Path image = image();
    spoilBlobs(image);
    try (FileSystem mount = FileSystems.newFileSystem(image)) {
      Path path = mount.getPath("/d/a b!");
      assertThatThrownBy(() -> Files.readAllBytes(path)).isInstanceOf(DamagedImageException.class);
      try (Stream<Path> walk = Files.walk(mount.getPath("/"))) {
        for (Path each : (Iterable<Path>) walk::iterator) {
          for (String view : List.of("*", "posix:*", "unix:*", "owner:*", "git:*")) {
            assertThat(Files.readAttributes(each, view, LinkOption.NOFOLLOW_LINKS)).isNotEmpty();
          }
        }
      }
      assertThat(Files.size(path)).isEqualTo(7);
    }
  }

  /** Overwrites what follows the heads of all blobs' entries. */
  private static void spoilBlobs(Path file) throws IOException {
    try (Image image = Image.open(Storage.open(file, false), ImageOptions.defaults());
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (int rank = 0; rank < image.index().count(); rank++) {
        long offset = image.index().offset(rank);
        if (image.pack().type(offset) == ObjectType.BLOB) {
          long length = EntryTable.length(image.carriedLayout().entries().row(rank));
          out.seek(28 + offset + 1);
          out.write(new byte[(int) length - 1]);
        }
      }
    }
  }

  @Test
  void imagesMayLieInImagesAndInZips() throws IOException {
    Path inner = image();
    Path zip = directory.resolve("a.zip");
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.copy(inner, files.getPath("/x.img"));
    }
    Path outerTree = Git.init(directory.resolve("outer"));
    Files.copy(inner, outerTree.resolve("in!.img"));
    Git.commitAll(outerTree);
    Path outer = TestImages.fromGit(outerTree, "HEAD", directory.toRealPath().resolve("o.img"));
    try (FileSystem zipped = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of());
        FileSystem outside = FileSystems.newFileSystem(URI.create("docteur:" + outer), Map.of())) {
      for (Path location : List.of(zipped.getPath("/x.img"), outside.getPath("/in!.img"))) {
        URI uri = URI.create("docteur:" + location.toUri() + "!/");
        try (FileSystem mount = FileSystems.newFileSystem(uri, Map.of())) {
          Path path = mount.getPath("/d/a b!");
          assertThat(Path.of(path.toUri())).isEqualTo(path).hasContent("content");
          assertThat(path.toUri().toURL().openStream()).hasContent("content");
        }
      }
    }
  }

  @Test
  void inAClassLoaderOfItsOwnTheLibraryMountsButPathOfAndUrlsDoNotFindIt() throws Exception {
    Path programs = directory.resolve("programs");
    Path program = programs.resolve(ReadIsolated.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(program.getParent());
    try (InputStream in = ReadIsolated.class.getResourceAsStream("ReadIsolated.class")) {
      Files.copy(in, program);
    }
    URL library =
        DocteurFileSystemProvider.class.getProtectionDomain().getCodeSource().getLocation();
    Path image = image();
    ChildJvm.Ended ended =
        ChildJvm.run(
            new ProcessBuilder(
                ChildJvm.commandOn(
                    programs.toString(),
                    List.of(),
                    ReadIsolated.class.getName(),
                    library,
                    "docteur:" + image,
                    "/d/a b!")));

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .containsExactly(
            "content", "docteur:" + image + "!/d/a%20b%21", "true", "no Path.of", "no toURL");
  }

  @Test
  void everyNameRoundTripsInTheLocaleC() throws Exception {
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    String blob =
        new String(
                Git.run(repository, new byte[] {'x'}, "hash-object", "-w", "--stdin"),
                StandardCharsets.US_ASCII)
            .strip();
    byte[][] names = {
      "\u00e9".getBytes(StandardCharsets.UTF_8),
      "\u6f22 \ud83d\ude00!".getBytes(StandardCharsets.UTF_8),
      {'n', (byte) 0xff},
      {(byte) 0xc3, '%'}
    };
    for (byte[] name : names) {
      tree.writeBytes(("100644 blob " + blob + "\t").getBytes(StandardCharsets.US_ASCII));
      tree.writeBytes(name);
      tree.write(0);
    }
    byte[] id = Git.run(repository, tree.toByteArray(), "mktree", "-z");
    String root = new String(id, StandardCharsets.US_ASCII).strip();
    String commit = Git.line(repository, "commit-tree", "-m", "m", root);
    Path image = TestImages.fromGit(repository, commit, directory.resolve("names.img"));
    ProcessBuilder builder =
        new ProcessBuilder(
            ChildJvm.command(
                List.of(), RoundTrips.class.getName(), "docteur:" + image.toRealPath()));
    ChildJvm.setLocale(builder, "C");
    ChildJvm.Ended ended = ChildJvm.run(builder);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .containsExactly("!/n%FF 1", "!/%C3%25 1", "!/%C3%A9 1", "!/%E6%BC%A2%20%F0%9F%98%80%21 1");
  }

  @Test
  void nothingHoldsAFileSystemThatIsClosed() throws IOException {
    WeakReference<FileSystem> closed = closed(image());
    while (closed.get() != null) {
      System.gc();
    }
  }

  private static WeakReference<FileSystem> closed(Path image) throws IOException {
    URI uri = URI.create("docteur:" + image);
    try (FileSystem mount = FileSystems.newFileSystem(uri, Map.of())) {
      Path path = mount.getPath("/other");
      assertThat(path.toUri().toURL().openStream()).hasContent("more");
      return new WeakReference<>(mount);
    }
  }

  @Test
  void filesAreReadBeyond2And4GiB() throws IOException {
    Assumptions.assumeTrue(
        Boolean.getBoolean("docteur.large"), "takes minutes: asks for -Ddocteur.large=true");
    long[] marks = {0, (1L << 31) - 1, 1L << 31, (1L << 32) - 1, 1L << 32, (1L << 32) + 77};
    Path source = Files.createDirectory(directory.resolve("large"));
    try (RandomAccessFile file = new RandomAccessFile(source.resolve("f").toFile(), "rw")) {
      for (long mark : marks) {
        file.seek(mark);
        file.write(Long.numberOfTrailingZeros(mark + 1) + 1);
      }
      file.setLength((1L << 32) + 100);
    }
    Path image = directory.resolve("large.img");
    ImageMaker.from(source).make(image);
    try (FileSystem mount = FileSystems.newFileSystem(image);
        SeekableByteChannel channel = Files.newByteChannel(mount.getPath("/f"))) {
      assertThat(channel.size()).isEqualTo((1L << 32) + 100);
      for (long mark : marks) {
        ByteBuffer two = ByteBuffer.allocate(2);
        assertThat(channel.position(mark).read(two)).isEqualTo(2);
        assertThat(two.get(0)).isEqualTo((byte) (Long.numberOfTrailingZeros(mark + 1) + 1));
      }
      try (InputStream in = Files.newInputStream(mount.getPath("/f"))) {
        assertThat(in.available()).isEqualTo(Integer.MAX_VALUE);
        assertThat(in.skip((1L << 32) + 77)).isEqualTo((1L << 32) + 77);
        assertThat(in.read()).isEqualTo(Long.numberOfTrailingZeros((1L << 32) + 78) + 1);
        assertThat(in.readAllBytes()).hasSize(22).containsOnly(0);
      }
    }
  }
}
