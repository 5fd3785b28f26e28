package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.ImageMaker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was opened on a mount, once that is closed. */
class ClosedMountTest {
  @TempDir Path directory;

  private FileSystem mount;

  @BeforeEach
  void mount() throws IOException {
    Path source = directory.resolve("source");
    Files.createDirectories(source.resolve("d"));
    Files.writeString(source.resolve("x"), "0123456789");
    Files.writeString(source.resolve("d/f"), "0123456789");
    Path image = directory.resolve("x.img");
    ImageMaker.from(source).make(image);
    mount = new DocteurFileSystemProvider().newFileSystem(image, Map.of());
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
  }

  @Test
  void whatIsClosedSaysSo() throws IOException {
    InputStream closed = Files.newInputStream(mount.getPath("x"));
    closed.close();
    assertThatThrownBy(closed::read).isInstanceOf(ClosedChannelException.class);

    Path path = mount.getPath("x");
    try (InputStream in = Files.newInputStream(path);
        SeekableByteChannel channel = Files.newByteChannel(path);
        DirectoryStream<Path> stream = Files.newDirectoryStream(mount.getPath("/"))) {
      Iterator<Path> iterator = stream.iterator();
      var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      var owner = Files.getFileAttributeView(path, FileOwnerAttributeView.class);
      mount.close();
      mount.close();

      assertThat(mount.isOpen()).isFalse();
      assertThat(channel.isOpen()).isFalse();
      List<ThrowingCallable> uses =
          List.of(
              in::read,
              in::readAllBytes,
              () -> channel.read(ByteBuffer.allocate(1)),
              channel::size,
              iterator::hasNext,
              () -> Files.exists(path),
              () -> Files.readAllBytes(path),
              () -> Files.size(mount.getPath("d")),
              () -> Files.walkFileTree(path, new SimpleFileVisitor<>() {}),
              () -> Files.readAttributes(path, "*"),
              () -> Files.isSameFile(path, path),
              () -> Files.isHidden(path),
              () -> Files.delete(path),
              () -> Files.newOutputStream(path),
              () -> Files.getFileAttributeView(path, PosixFileAttributeView.class),
              posix::readAttributes,
              () -> posix.setTimes(null, null, null),
              () -> posix.setPermissions(null),
              () -> posix.setGroup(null),
              () -> posix.setOwner(null),
              () -> owner.setOwner(null),
              () -> Files.getFileStore(path),
              path::toRealPath,
              mount::getRootDirectories,
              mount::getFileStores);
      for (ThrowingCallable use : uses) {
        assertThatThrownBy(use).isInstanceOf(ClosedFileSystemException.class);
      }
    }
    assertThat(path.resolve("y").normalize()).hasToString("x/y");
  }

  @Test
  void readersInFlightLearnOfTheClose() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> readers = new ArrayList<>();
    var started = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      readers.add(threads.submit(() -> readForever(started)));
    }
    started.await();
    mount.close();
    for (Future<?> reader : readers) {
      assertThatThrownBy(reader::get).hasCauseInstanceOf(ClosedFileSystemException.class);
    }
    threads.shutdown();
  }

  private Void readForever(CountDownLatch started) throws IOException {
    while (true) {
      assertThat(HexFormat.of().formatHex(Files.readAllBytes(mount.getPath("d/f"))))
          .isEqualTo("30313233343536373839");
      started.countDown();
    }
  }
}
