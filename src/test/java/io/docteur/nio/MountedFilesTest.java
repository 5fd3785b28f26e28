package io.docteur.nio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in an image that no other provider could hold, or would let alone. */
class MountedFilesTest {
  private static final byte[] RAW_NAME = {'n', (byte) 0xff, '!', (byte) 0xc3};

  @TempDir Path directory;

  private FileSystem mount;
  private String commit;
  private String blob;

  @BeforeEach
  void mount() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    blob = object(repository, "hash-object", "0123456789");
    String subtree = mktree(repository, entry("100644", "blob", blob, "f".getBytes(US_ASCII)));
    String root =
        mktree(
            repository,
            entry("40000", "tree", subtree, "d".getBytes(US_ASCII)),
            entry("100644", "blob", blob, "d.x".getBytes(US_ASCII)),
            entry("100755", "blob", blob, "x".getBytes(US_ASCII)),
            entry("120000", "blob", link(repository, "/d/f"), "absolute".getBytes(US_ASCII)),
            entry("120000", "blob", link(repository, "../../d"), "above".getBytes(US_ASCII)),
            entry("160000", "commit", "1".repeat(40), "module".getBytes(US_ASCII)),
            entry("100644", "blob", blob, RAW_NAME));
    commit = Git.line(repository, "commit-tree", "-m", "m", root);
    Path image = TestImages.fromGit(repository, commit, directory.resolve("x.img"));
    mount = new DocteurFileSystemProvider().newFileSystem(image, Map.of());
  }

  @AfterEach
  void close() throws IOException {
    if (mount != null) {
      mount.close();
    }
  }

  private static String object(Path repository, String command, String content) throws IOException {
    byte[] id = Git.run(repository, content.getBytes(US_ASCII), command, "-w", "--stdin");
    return new String(id, US_ASCII).strip();
  }

  private static String link(Path repository, String target) throws IOException {
    return object(repository, "hash-object", target);
  }

  private static byte[] entry(String mode, String type, String id, byte[] name) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes((mode + " " + type + " " + id + "\t").getBytes(US_ASCII));
    line.writeBytes(name);
    line.write(0);
    return line.toByteArray();
  }

  private static String mktree(Path repository, byte[]... entries) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      lines.writeBytes(entry);
    }
    byte[] id = Git.run(repository, lines.toByteArray(), "mktree", "-z", "--missing");
    return new String(id, US_ASCII).strip();
  }

  @Test
  void entriesAreListedInTheOrderOfTheirBytes() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(mount.getPath("/"))) {
      entries.forEach(entry -> names.add(entry.toString()));
    }
    assertThat(names)
        .containsExactly("/above", "/absolute", "/d", "/d.x", "/module", "/n\uDCFF!\uDCC3", "/x");
  }

  @Test
  void aNameThatIsNotUtf8OpensByItsStringAndStandsInItsUri() throws IOException {
    Path path = mount.getPath("/n\uDCFF!\uDCC3");

    assertThat(path).hasContent("0123456789");
    assertThat(path.toUri().toString()).endsWith("!/n%FF%21%C3");
  }

  @Test
  void linksStayInsideTheImage() throws IOException {
    assertThat(mount.getPath("absolute")).hasContent("0123456789");
    assertThat(mount.getPath("above/f").toRealPath()).hasToString("/d/f");
    assertThat(mount.getPath("/../../d/f").toRealPath()).hasToString("/d/f");
    assertThat(Files.readSymbolicLink(mount.getPath("absolute"))).hasToString("/d/f");
  }

  @Test
  void aGitlinkIsAnEmptyDirectory() throws IOException {
    Path module = mount.getPath("module");

    assertThat(module).isEmptyDirectory();
    assertThat(Files.getAttribute(module, "git:mode")).isEqualTo(0160000);
    assertThat(Files.getAttribute(module, "git:id")).isEqualTo("1".repeat(40));
  }

  @Test
  void gitAttributesTellTheObjectTheModeAndTheCommit() throws IOException {
    Path path = mount.getPath("x");

    GitFileAttributes attributes = Files.readAttributes(path, GitFileAttributes.class);
    assertThat(attributes.id()).isEqualTo(blob);
    assertThat(attributes.mode()).isEqualTo(0100755);
    assertThat(attributes.commit()).isEqualTo(commit);
    assertThat(Files.readAttributes(path, "git:id,mode,commit"))
        .isEqualTo(Map.of("id", blob, "mode", 0100755, "commit", commit));
    assertThat(Files.readAttributes(path, "git:*")).containsKeys("id", "size", "isDirectory");
    assertThat(Files.getFileAttributeView(path, GitFileAttributeView.class).readAttributes().id())
        .isEqualTo(blob);
    assertThat(Files.getAttribute(mount.getPath("absolute"), "git:mode", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(0120000);
  }

  @Test
  void posixAttributesAreThoseThatGitChecksOut() throws IOException {
    assertThat(Files.getPosixFilePermissions(mount.getPath("d.x")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.getPosixFilePermissions(mount.getPath("x")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    PosixFileAttributes root = Files.readAttributes(mount.getPath("/"), PosixFileAttributes.class);
    assertThat(root.permissions()).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(root.owner()).isEqualTo(Files.getOwner(mount.getPath("x"))).hasToString("git");
    assertThat(Files.getAttribute(mount.getPath("x"), "unix:mode")).isEqualTo(0100755);
    assertThat(Files.readAttributes(mount.getPath("x"), "posix:permissions,size")).hasSize(2);
    assertThat(Files.getLastModifiedTime(mount.getPath("x")))
        .isEqualTo(FileTime.from(Instant.parse("2020-10-10T06:00:00Z")));
  }

  @Test
  void aFileKeyIsThatOfAPlaceNotOfItsContent() throws IOException {
    Object key = Files.getAttribute(mount.getPath("d/f"), "fileKey");

    assertThat(Files.getAttribute(mount.getPath("above/f"), "fileKey"))
        .isEqualTo(key)
        .hasSameHashCodeAs(key);
    assertThat(Files.getAttribute(mount.getPath("x"), "fileKey")).isNotEqualTo(key);
    assertThat(Files.isSameFile(mount.getPath("absolute"), mount.getPath("above/f"))).isTrue();
    assertThat(Files.isSameFile(mount.getPath("d.x"), mount.getPath("x"))).isFalse();
  }

  @Test
  void theStoreIsTheImage() throws IOException {
    var store = Files.getFileStore(mount.getPath("x"));

    assertThat(store.isReadOnly()).isTrue();
    assertThat(store.type()).isEqualTo("docteur");
    assertThat(store.getTotalSpace()).isEqualTo(Files.size(directory.resolve("x.img")));
    assertThat(store.supportsFileAttributeView("git")).isTrue();
    assertThat(store.supportsFileAttributeView(PosixFileAttributeView.class)).isTrue();
    assertThatThrownBy(
            () -> store.supportsFileAttributeView((Class<? extends FileAttributeView>) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> store.getFileStoreAttributeView(null))
        .isInstanceOf(NullPointerException.class);
    assertThat(mount.getFileStores()).containsExactly(store);
  }

  @Test
  void everyWriteIsRefused() throws IOException {
    Path path = mount.getPath("/d/f");
    Path fresh = mount.getPath("/fresh");
    var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    var owner = Files.getFileAttributeView(path, FileOwnerAttributeView.class);
    List<ThrowingCallable> writes =
        List.of(
            () -> Files.write(fresh, new byte[1]),
            () -> Files.newOutputStream(path),
            () -> Files.newByteChannel(path, StandardOpenOption.WRITE),
            () -> Files.newByteChannel(path, StandardOpenOption.APPEND),
            () -> Files.newByteChannel(path, StandardOpenOption.DELETE_ON_CLOSE),
            () -> Files.createFile(fresh),
            () -> Files.createDirectory(fresh),
            () -> Files.createDirectories(fresh.resolve("x")),
            () -> Files.createSymbolicLink(fresh, path),
            () -> Files.createLink(fresh, path),
            () -> Files.createTempFile(mount.getPath("/"), "a", "b"),
            () -> Files.delete(path),
            () -> Files.deleteIfExists(fresh),
            () -> Files.copy(path, fresh),
            () -> Files.copy(directory.resolve("x.img"), fresh),
            () -> Files.move(path, fresh),
            () -> Files.setLastModifiedTime(path, FileTime.fromMillis(0)),
            () -> Files.setPosixFilePermissions(path, posix.readAttributes().permissions()),
            () -> Files.setOwner(path, owner.getOwner()),
            () -> Files.setAttribute(path, "unix:mode", 0),
            () -> posix.setGroup(posix.readAttributes().group()),
            () -> posix.setOwner(posix.getOwner()),
            () -> posix.setTimes(null, null, null));
    for (ThrowingCallable write : writes) {
      assertThatThrownBy(write).isInstanceOf(ReadOnlyFileSystemException.class);
    }
    assertThatThrownBy(() -> mount.provider().checkAccess(path, AccessMode.WRITE))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(Files.isWritable(path)).isFalse();
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.CREATE)) {
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void aDirectoryIsNotOpened() {
    assertThatThrownBy(() -> Files.newInputStream(mount.getPath("d")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Is a directory");
  }

  @Test
  void theCachesArrayNeverReachesAStreamThatCouldChangeIt() throws IOException {
    Path path = mount.getPath("x");
    for (int turn = 0; turn < 3; turn++) { // the cache has it from the second one on
      try (InputStream in = Files.newInputStream(path)) {
        in.transferTo(
            new ByteArrayOutputStream() {
              @Override
              public synchronized void write(byte[] bytes, int offset, int length) {
                Arrays.fill(bytes, (byte) 'X');
              }
            });
      }
      Arrays.fill(Files.readAllBytes(path), (byte) 'X');
      assertThat(path).hasContent("0123456789");
    }
  }

  @Test
  void aStreamHandsOverWhatFollowsItsPosition() throws IOException {
    for (int skipped : new int[] {0, 3, 10, 20}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (InputStream in = Files.newInputStream(mount.getPath("x"))) {
        in.skip(skipped);
        assertThat(in.transferTo(out)).isEqualTo(Math.max(0, 10 - skipped));
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.transferTo(out)).isZero();
      }
      assertThat(out.toString(UTF_8)).isEqualTo("0123456789".substring(Math.min(10, skipped)));
    }
  }

  @Test
  void aStreamAtItsEndWritesNothingNotEvenNoBytes() throws IOException {
    try (InputStream in = Files.newInputStream(mount.getPath("x"));
        OutputStream full =
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("full");
              }

              @Override
              public void write(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("full");
              }
            }) {
      in.readAllBytes();
      assertThat(in.transferTo(full)).isZero();
    }
  }

  @Test
  @SuppressWarnings("try") // closes by itself before the end
  void aDirectoryStreamIsIteratedOnceAndEndsWhenItIsClosed() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(mount.getPath("/"))) {
      Iterator<Path> iterator = stream.iterator();
      iterator.next();

      assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
      stream.close();
      assertThat(iterator.hasNext()).isFalse();
      assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    }
  }
}
