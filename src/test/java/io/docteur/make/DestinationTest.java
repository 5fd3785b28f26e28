package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.RandomTree;
import io.docteur.testing.Root;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where images go. */
class DestinationTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2020-10-10T08:00:00+02:00");
  private static final int BLOCK = 512;

  @TempDir Path temp;
  private Path store;
  private Path out;

  @BeforeEach
  void makeStore() throws IOException {
    store = Files.createDirectory(temp.resolve("store"));
    out = Files.createDirectory(temp.resolve("out"));
    new RandomTree(new Random(3)).fill(store, 100);
    Files.writeString(store.resolve("version"), "first");
  }

  private ImageMaker maker() {
    return ImageMaker.from(store).date(DATE);
  }

  private static String version(FileSystem mounted) throws IOException {
    return Files.readString(mounted.getPath("/version"));
  }

  private static String version(Path image) throws IOException {
    // Below JDK 22 a mapping would keep the device.
    try (FileSystem mounted = FileSystems.newFileSystem(image, Map.of("mapped", false))) {
      return version(mounted);
    }
  }

  @Test
  void whoeverHasTheFormerImageMountedKeepsReadingIt() throws IOException {
    Path image = out.resolve("disk.img");
    maker().make(image);
    try (FileSystem mounted = FileSystems.newFileSystem(image)) {
      Files.writeString(store.resolve("version"), "second");
      maker().make(image);
      assertThat(version(mounted)).isEqualTo("first");
      assertThat(version(image)).isEqualTo("second");
    }
    assertThat(out.toFile().list()).containsExactly("disk.img");
  }

  @Test
  void aLinkStaysALinkToTheImage() throws IOException {
    Path image = Files.createFile(temp.resolve("real.img"));
    Path link = Files.createSymbolicLink(out.resolve("link.img"), image);
    maker().make(link);
    assertThat(link).isSymbolicLink();
    assertThat(version(image)).isEqualTo("first");
  }

  @Test
  void aLinkToNothingStaysALinkToTheImage() throws IOException {
    Path image = temp.resolve("real.img");
    Path link = Files.createSymbolicLink(out.resolve("link.img"), Path.of("../real.img"));
    maker().make(Files.createSymbolicLink(out.resolve("again.img"), link));
    assertThat(link).isSymbolicLink();
    assertThat(version(image)).isEqualTo("first");
    assertThat(out.toFile().list()).containsExactlyInAnyOrder("link.img", "again.img");
    Path loop = Files.createSymbolicLink(out.resolve("loop.img"), out.resolve("loop.img"));
    assertThatThrownBy(() -> maker().make(loop)).isInstanceOf(FileSystemLoopException.class);
  }

  @Test
  void aNameThatIsTooLongIsToldBeforeTheWorkIsDone() throws IOException {
    Path image = out.resolve("x".repeat(256));
    List<String> phases = new ArrayList<>();
    assertThatThrownBy(
            () -> maker().progress((phase, done, total) -> phases.add(phase)).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(image + ": ");
    assertThat(phases).isEmpty();
    assertThat(out).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"---------", "rw-------", "rw-rw----", "r--r--r--", "rwxr-x--x"})
  void anImageKeepsThePermissionsOfTheFormerOneAndTheWorkOnItIsPrivate(String permissions)
      throws IOException {
    Path image = Files.createFile(out.resolve("disk.img"));
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString(permissions));
    Set<String> others = new TreeSet<>();
    maker().progress((phase, done, total) -> others.addAll(permissionsBeside(image))).make(image);
    assertThat(others).containsExactly("rw-------");
    assertThat(Files.getPosixFilePermissions(image))
        .isEqualTo(PosixFilePermissions.fromString(permissions));
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("r--------"));
    assertThat(version(image)).isEqualTo("first");
  }

  private static Set<String> permissionsBeside(Path file) {
    Set<String> permissions = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(file.getParent())) {
      for (Path other : files) {
        if (!other.equals(file)) {
          permissions.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return permissions;
  }

  @Test
  void anImageKeepsTheOwnerAndTheGroupOfTheFormerOne() throws IOException {
    Path image = Files.createFile(out.resolve("disk.img"));
    try {
      Files.setAttribute(image, "unix:gid", 7);
      Files.setAttribute(image, "unix:uid", 8);
    } catch (FileSystemException e) {
      Assumptions.abort("this user may not give files away");
    }
    maker().make(image);
    assertThat(Files.readAttributes(image, "unix:uid,gid")).isEqualTo(Map.of("uid", 8, "gid", 7));
  }

  @Test
  void aFreshImageHasThePermissionsOfAnyNewFile() throws IOException {
    Path image = out.resolve("disk.img");
    maker().make(image);
    assertThat(Files.getPosixFilePermissions(image))
        .isEqualTo(Files.getPosixFilePermissions(Files.createFile(out.resolve("any"))));
  }

  @Test
  void anImageMayHaveTheLongestNameThatThereIs() throws IOException {
    Path image = out.resolve("i".repeat(255));
    maker().make(image);
    assertThat(version(image)).isEqualTo("first");
  }

  @Test
  void aDirectoryThatMayNotBeWrittenIsKnownBeforeTheSourceIsRead() throws IOException {
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(out), "this user may write everywhere");
    isKnownBeforeTheSourceIsRead(out.resolve("disk.img"), "");
  }

  @Test
  void aFileSystemThatIsReadOnlyIsKnownBeforeTheSourceIsRead() throws Exception {
    try (Root.Borrowed device = Root.loopDevice(backing(1 << 20))) {
      makeFileSystem(device.path());
      try (Root.Borrowed mounted = Root.mount(device.path(), out)) {
        isKnownBeforeTheSourceIsRead(mounted.path().resolve("disk.img"), ": Read-only file system");
      }
    }
  }

  @Test
  void aBlockDeviceThatIsReadOnlyIsKnownBeforeTheSourceIsRead() throws Exception {
    try (Root.Borrowed device = Root.readOnlyLoopDevice(backing(1 << 20))) {
      isKnownBeforeTheSourceIsRead(device.path(), ": the device is read-only");
    }
  }

  private void isKnownBeforeTheSourceIsRead(Path image, String why) {
    List<String> phases = new ArrayList<>();
    assertThatThrownBy(
            () -> maker().progress((phase, done, total) -> phases.add(phase)).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(image + why);
    assertThat(phases).isEmpty();
  }

  @Test
  void whatIsNeitherAFileNorABlockDeviceIsRefusedInWords() throws Exception {
    isRefused(out, "it is a directory");
    Path socket = out.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      isRefused(socket, "it is a socket");
    }
    Path device = Path.of("/dev/null");
    Assumptions.assumeTrue(Files.exists(device), "no /dev/null");
    isRefused(device, "it is a character device");
    Path fifo = out.resolve("pipe");
    Assumptions.assumeTrue(
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "no mkfifo");
    isRefused(fifo, "it is a FIFO");
    isRefused(Files.createSymbolicLink(out.resolve("link"), fifo), "it is a FIFO");
  }

  /** Before any work: the source, which is not there, is not looked for. */
  private void isRefused(Path path, String words) {
    assertThatThrownBy(() -> ImageMaker.from(temp.resolve("none")).make(path))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(path + ": " + words + ", and an image goes to a file or a block device");
  }

  @Test
  void aStreamGetsTheBytesThatAFileGetsAndStaysOpen() throws IOException {
    Path image = out.resolve("disk.img");
    maker().make(image);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (OutputStream open = stream) {
      Summary made = maker().make(open);
      assertThat(made.imageBytes()).isEqualTo(Files.size(image));
      assertThat(stream.toByteArray()).isEqualTo(Files.readAllBytes(image));
      open.write(1);
    }
  }

  @Test
  void aStreamGetsNothingWhenItFails() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    assertThatThrownBy(() -> failIn("finishing", true).make(stream)).hasMessage("stop");
    assertThat(stream.size()).isZero();
  }

  /** A maker that stops where a phase starts, or where it is done. */
  private ImageMaker failIn(String stopped, boolean start) {
    return maker()
        .progress(
            (phase, done, total) -> {
              if (phase.equals(stopped) && (start ? done == 0 : done == total)) {
                throw new IllegalStateException("stop");
              }
            });
  }

  @Test
  void aBlockDeviceHoldsTheImageAndWhateverLayBehindIt() throws IOException {
    Path image = out.resolve("disk.img");
    maker().make(image);
    byte[] expected = Files.readAllBytes(image);
    Path backing = backing(expected.length + 7 * BLOCK);
    try (Root.Borrowed device = Root.loopDevice(backing)) {
      assertThat(maker().make(device.path()).imageBytes()).isEqualTo(expected.length);
      assertThat(version(device.path())).isEqualTo("first");
    }
    byte[] written = Files.readAllBytes(backing);
    assertThat(Arrays.copyOf(written, expected.length)).isEqualTo(expected);
    assertThat(Arrays.copyOfRange(written, expected.length, written.length)).containsOnly(0x55);
  }

  @Test
  void aBlockDeviceThatIsTooSmallIsLeftAsItWas() throws IOException {
    Path image = out.resolve("disk.img");
    long length = maker().make(image).imageBytes();
    Path backing = backing((int) length - BLOCK);
    try (Root.Borrowed device = Root.loopDevice(backing)) {
      assertThatThrownBy(() -> maker().make(device.path()))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(
              device.path()
                  + (": the image has " + length + " bytes, and the device has only ")
                  + (length - BLOCK));
    }
    assertThat(Files.readAllBytes(backing)).containsOnly(0x55);
  }

  @Test
  void aBlockDeviceThatIsHalfWrittenLooksLikeNoImage() throws IOException {
    for (boolean start : List.of(true, false)) {
      Path backing = backing(1 << 20);
      try (Root.Borrowed device = Root.loopDevice(backing)) {
        maker().make(device.path());
        assertThat(version(device.path())).isEqualTo("first");
        assertThatThrownBy(() -> failIn("copying", start).make(device.path())).hasMessage("stop");
        assertThatThrownBy(() -> version(device.path()))
            .isInstanceOf(ProviderNotFoundException.class);
      }
      assertThat(Arrays.copyOf(Files.readAllBytes(backing), BLOCK)).containsOnly(0);
    }
  }

  @Test
  void aBlockDeviceThatIsMountedIsLeftAlone() throws Exception {
    Path backing = backing(1 << 20);
    try (Root.Borrowed device = Root.loopDevice(backing)) {
      makeFileSystem(device.path());
      byte[] before = Files.readAllBytes(backing);
      Path directory = Files.createDirectory(temp.resolve("mounted"));
      try (Root.Borrowed mounted = Root.mount(device.path(), directory)) {
        assertThatThrownBy(() -> maker().make(device.path()))
            .isInstanceOf(FileSystemException.class)
            .hasMessage("%1$s: in use: %1$s is mounted on %2$s", device.path(), mounted.path());
      }
      assertThat(Files.readAllBytes(backing)).isEqualTo(before);
      maker().make(device.path());
    }
  }

  private static void makeFileSystem(Path device) throws Exception {
    Assumptions.assumeTrue(
        new ProcessBuilder("mkfs.ext4", "-q", "-F", device.toString()).start().waitFor() == 0,
        "no mkfs.ext4");
  }

  /** A file with something in it. */
  private Path backing(int length) throws IOException {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 0x55);
    return Files.write(temp.resolve("backing"), content);
  }
}
