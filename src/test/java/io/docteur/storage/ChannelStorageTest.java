package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.docteur.DamagedImageException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChannelStorageTest extends StorageContract {
  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  @AfterEach
  void closeMemory() throws IOException {
    memory.close();
  }

  @Override
  Path directory() {
    return memory.getPath("/work");
  }

  @Override
  Storage open(Path path) throws IOException {
    Storage storage = Storage.open(path, true);
    assertThat(storage).isInstanceOf(ChannelStorage.class);
    return storage;
  }

  @Override
  boolean keepsLastPage() {
    return false;
  }

  @Test
  void readsAnEntryOfAZipFile(@TempDir Path temp) throws Exception {
    byte[] bytes = {1, 2, 3, 4, 5};
    URI uri = URI.create("jar:" + temp.resolve("a.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
      Files.write(zip.getPath("entry"), bytes);
    }
    try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of());
        Storage storage = open(zip.getPath("entry"))) {
      byte[] target = new byte[3];
      storage.read(2, target, 0, 3);
      storage.read(1, target, 0, 2);
      assertThat(target).containsExactly(2, 3, 5);
    }
  }

  @Test
  void readsAgainWhereAnInterruptMadeTheChannelReadNothing() throws Exception {
    Path file = Files.write(directory().resolve("file"), new byte[] {1, 2, 3});
    SeekableByteChannel channel = Files.newByteChannel(file);
    try (Storage storage = new ChannelStorage(file, new Interrupted(channel), null)) {
      byte[] target = new byte[2];
      storage.read(1, target, 0, 2);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(target).containsExactly(2, 3);
    }
  }

  /** A channel whose first read is interrupted before it blocks, as it may end in jimfs. */
  private static final class Interrupted implements SeekableByteChannel {
    private final SeekableByteChannel channel;
    private boolean interrupted;

    Interrupted(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (interrupted) {
        return channel.read(target);
      }
      interrupted = true;
      Thread.currentThread().interrupt();
      return 0;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      return channel.position(position);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      return channel.truncate(size);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void readsNoOtherFileAfterAnInterrupt() throws Exception {
    Path file = Files.write(directory().resolve("replaced"), new byte[100]);
    try (Storage storage = open(file)) {
      Files.delete(file);
      Files.write(file, new byte[200]);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> storage.read(0, new byte[10], 0, 10))
          .isInstanceOf(DamagedImageException.class)
          .hasMessageContaining("another");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
