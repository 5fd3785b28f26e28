package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Channels of files, beside those of the default provider. */
class FileChannelTest extends ChannelComparison {
  @Test
  @SuppressWarnings("try") // closes by itself before the end
  void everyOperationAnswersAsTheDefaultProvidersDoes() throws IOException {
    try (FileChannel expected = FileChannel.open(plain);
        FileChannel actual = FileChannel.open(file)) {
      compare(actual, expected, 1_000, FileChannelTest::random);
      expected.close();
      actual.close();
      compare(actual, expected, 500, FileChannelTest::random);
    }
  }

  private static Operation<FileChannel> random(Random random) {
    boolean direct = random.nextBoolean();
    int length = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(40_000);
    int other = random.nextInt(100);
    long position = random.nextInt(SIZE + 1000) - 50L;
    boolean shared = random.nextInt(4) > 0;
    return switch (random.nextInt(21)) {
      case 0, 1 -> c -> read(buffer(direct, length), c::read);
      case 2, 3, 4 -> c -> read(buffer(direct, length), b -> c.read(b, position));
      case 5 -> c -> scatter(c, buffer(direct, length), buffer(!direct, 0), buffer(true, other));
      case 6 -> c -> c.position(position) == c;
      case 7 -> FileChannel::size;
      case 8 -> c -> transfer(c, position, length - 10L);
      case 9 ->
          c -> read(buffer(true, length), b -> read(c.map(MapMode.READ_ONLY, position, length), b));
      case 10 -> c -> c.map(MapMode.READ_WRITE, position, length);
      case 11 -> c -> c.map(MapMode.PRIVATE, 0, length - 1L);
      case 12 -> c -> c.write(buffer(direct, length));
      case 13 -> c -> c.write(buffer(direct, length), position);
      case 14 -> c -> c.truncate(position);
      case 15 -> c -> c.transferFrom(Channels.newChannel(InputStream.nullInputStream()), 0, length);
      case 16 -> c -> refused(c, position);
      case 17 -> c -> c.write((ByteBuffer) null);
      case 18 -> c -> c.read((ByteBuffer) null, position);
      case 19 -> c -> scatter(c, buffer(direct, length), buffer(direct, 9).asReadOnlyBuffer());
      default -> c -> lock(c, Math.max(0, position), length + 1L, shared); // 0 means all since 20
    };
  }

  private static int read(MappedByteBuffer mapped, ByteBuffer target) {
    int length = mapped.remaining();
    target.put(mapped);
    return mapped.isReadOnly() ? length : -length;
  }

  private static String scatter(FileChannel channel, ByteBuffer... buffers) throws IOException {
    String read = answer(c -> c.read(buffers), channel);
    for (ByteBuffer buffer : buffers) {
      read += " " + buffer + buffer.flip().hashCode();
    }
    return read + channel.read(buffers, 1, buffers.length - 1);
  }

  private static long refused(FileChannel channel, long position) throws IOException {
    ReadableByteChannel closed = Channels.newChannel(InputStream.nullInputStream());
    closed.close();
    return channel.transferFrom(closed, position, 1);
  }

  private static String transfer(FileChannel channel, long position, long count)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long done = channel.transferTo(position, count, Channels.newChannel(out));
    return done + " " + Arrays.hashCode(out.toByteArray());
  }

  private static String lock(FileChannel channel, long position, long size, boolean shared)
      throws IOException {
    try (FileLock lock = channel.lock(position, size, shared)) {
      return lock.isShared() + " " + lock.isValid() + lock.position() + " " + lock.size();
    }
  }

  @Test
  void aMappingOutlivesItsChannelItsFileSystemAndItsFile() throws IOException {
    MappedByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(file)) {
      mapped = channel.map(MapMode.READ_ONLY, 10, SIZE - 10);
      assertThat(temporary).isEmptyDirectory();
    }
    mount.close();
    byte[] read = new byte[SIZE - 10];
    mapped.get(read);

    assertThat(read).isEqualTo(Arrays.copyOfRange(Files.readAllBytes(plain), 10, SIZE));
  }

  @Test
  void aMappingThatFailsLeavesNothing() throws Exception {
    FileChannel channel = FileChannel.open(file);
    assertThatThrownBy(() -> channel.map(MapMode.READ_ONLY, 1, SIZE))
        .isInstanceOf(IOException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> channel.map(MapMode.READ_ONLY, 0, SIZE))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(temporary).isEmptyDirectory();

    try (FileSystem sparing = mount(Map.of(DocteurOptions.SPILL, false));
        FileChannel refusing = FileChannel.open(sparing.getPath("/f"))) {
      assertThatThrownBy(() -> refusing.map(MapMode.READ_ONLY, 0, 1))
          .isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void aMappingIntoAnArenaIsRefused() throws Exception {
    Assumptions.assumeTrue(Runtime.version().feature() >= 22, "no Arena before 22");
    Class<?> arena = Class.forName("java.lang.foreign.Arena");
    Method map = FileChannel.class.getMethod("map", MapMode.class, long.class, long.class, arena);
    Object global = arena.getMethod("global").invoke(null);
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatThrownBy(() -> map.invoke(channel, MapMode.READ_ONLY, 0L, 1L, global))
          .isInstanceOf(InvocationTargetException.class)
          .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void theInterruptOfAReaderClosesItsChannelAlone() throws IOException {
    try (FileChannel channel = FileChannel.open(file);
        FileChannel other = FileChannel.open(file)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(channel.isOpen()).isFalse();
      assertThat(other.read(ByteBuffer.allocate(9))).isEqualTo(9);
    }
  }

  @Test
  void whoIsInterruptedGetsNoLockAndClosesTheChannelAsTheDefaultProviderHasIt() throws IOException {
    for (Path any : List.of(plain, file)) {
      try (FileChannel channel = FileChannel.open(any);
          FileChannel other = FileChannel.open(any)) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.lock(0, 9, true))
            .isInstanceOf(FileLockInterruptionException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(channel.isOpen()).isFalse();
        assertThat(other.lock(0, 9, true).isValid()).isTrue();
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closes by itself before the end
  void locksOverlapAcrossTheChannelsOfAFileAndEndWithTheirs() throws Exception {
    try (FileChannel one = FileChannel.open(file);
        FileChannel two = FileChannel.open(file)) {
      FileLock lock = one.lock(10, 10, true);
      assertThat(lock.acquiredBy()).isSameAs(one);
      assertThatThrownBy(() -> two.lock(0, 11, true))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThatThrownBy(() -> one.tryLock(19, 1, true))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThatThrownBy(one::lock).isInstanceOf(NonWritableChannelException.class);
      two.lock(20, 1, true).release();
      lock.release();
      assertThat(lock.isValid()).isFalse();

      FileLock again = two.tryLock(0, Long.MAX_VALUE, true);
      two.close();
      assertThat(again.isValid()).isFalse();
      assertThatThrownBy(again::release).isInstanceOf(ClosedChannelException.class);
      try (AsynchronousFileChannel three = AsynchronousFileChannel.open(file)) {
        assertThat(three.lock(0, 5, true).get().isValid()).isTrue();
        assertThatThrownBy(() -> one.lock(4, 1, true))
            .isInstanceOf(OverlappingFileLockException.class);
        assertThatThrownBy(three::tryLock).isInstanceOf(NonWritableChannelException.class);
      }
      one.lock(4, 1, true);
    }
  }

  @Test
  void whatIsOpenedToBeWrittenIsRefused() {
    Set<StandardOpenOption> write = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    assertThatThrownBy(() -> FileChannel.open(file, write))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> AsynchronousFileChannel.open(file, write, null))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> FileChannel.open(file, StandardOpenOption.APPEND))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> FileChannel.open(mount.getPath("/")))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void attributesOfAFileThatIsNotMadeAreCheckedAsTheDefaultProviderChecksThem() {
    Assumptions.assumeTrue(
        plain.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "the default provider is not Unix's");
    Set<StandardOpenOption> read = Set.of();
    FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(Set.of());
    List<FileAttribute<?>> cases = Arrays.asList(permissions, new Unknown(), null);
    for (FileAttribute<?> attribute : cases) {
      List<Operation<Path>> openings =
          List.of(
              path -> isOpen(Files.newByteChannel(path, read, attribute)),
              path -> isOpen(FileChannel.open(path, read, attribute)),
              path -> isOpen(AsynchronousFileChannel.open(path, read, null, attribute)));
      for (Operation<Path> opening : openings) {
        assertThat(answer(opening, file)).isEqualTo(answer(opening, plain));
      }
    }
  }

  private record Unknown() implements FileAttribute<String> {
    @Override
    public String name() {
      return "unknown";
    }

    @Override
    public String value() {
      return "";
    }
  }

  private static boolean isOpen(Channel channel) throws IOException {
    try (channel) {
      return channel.isOpen();
    }
  }

  @Test
  void channelsOfAClosedFileSystemSaySo() throws Exception {
    try (FileChannel channel = FileChannel.open(file);
        AsynchronousFileChannel asynchronous = AsynchronousFileChannel.open(file)) {
      SeekableByteChannel closed = Files.newByteChannel(file);
      closed.close();
      FileLock lock = channel.lock(0, 1, true);
      FileLock other = asynchronous.tryLock(1, 1, true);
      mount.close();

      assertThat(channel.isOpen()).isFalse();
      assertThat(asynchronous.isOpen()).isFalse();
      assertThat(lock.isValid()).isFalse();
      assertThat(other.isValid()).isFalse();
      List<ThrowingCallable> uses =
          List.of(
              channel::size,
              channel::position,
              () -> channel.force(true),
              () -> channel.tryLock(0, 1, true),
              () -> channel.read(ByteBuffer.allocate(1)),
              () -> channel.read(ByteBuffer.allocate(1), 0),
              () -> channel.map(MapMode.READ_ONLY, 0, 1),
              () -> channel.transferTo(0, 1, Channels.newChannel(new ByteArrayOutputStream())),
              asynchronous::size,
              () -> asynchronous.force(true),
              () -> asynchronous.tryLock(0, 1, true),
              closed::size,
              closed::position);
      for (ThrowingCallable use : uses) {
        assertThatThrownBy(use).isInstanceOf(ClosedFileSystemException.class);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closes by itself before the end
  void aSeekableChannelAnswersAsTheDefaultProvidersDoes() throws IOException {
    try (SeekableByteChannel expected = Files.newByteChannel(plain);
        SeekableByteChannel actual = Files.newByteChannel(file)) {
      compare(actual, expected, 2_000, FileChannelTest::seekable);
      expected.close();
      actual.close();
      compare(actual, expected, 100, FileChannelTest::seekable);
    }
  }

  private static Operation<SeekableByteChannel> seekable(Random random) {
    boolean direct = random.nextBoolean();
    int length = random.nextInt(40_000);
    long position = random.nextInt(SIZE + 1000) - 50L;
    return switch (random.nextInt(7)) {
      case 0 -> c -> c.position(position) == c;
      case 1 -> SeekableByteChannel::size;
      case 2 -> c -> c.write(buffer(direct, length));
      case 3 -> c -> c.truncate(position);
      case 4 -> c -> c.read(buffer(direct, length).asReadOnlyBuffer());
      default -> c -> read(buffer(direct, length), c::read);
    };
  }
}
