package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.reflect.Reflection;
import io.docteur.DamagedImageException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
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
    try (Storage storage = new ChannelStorage(file, interrupted(channel), null)) {
      byte[] target = new byte[2];
      storage.read(1, target, 0, 2);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(target).containsExactly(2, 3);
    }
  }

  /** Returns a channel whose first read is interrupted before it blocks, as it may end in jimfs. */
  private static SeekableByteChannel interrupted(SeekableByteChannel channel) {
    AtomicBoolean read = new AtomicBoolean();
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("read") && !read.getAndSet(true)) {
            Thread.currentThread().interrupt();
            return 0;
          }
          return method.invoke(channel, arguments);
        };
    return Reflection.newProxy(SeekableByteChannel.class, handler);
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
