package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of directories, and in directories, that another provider has. */
class OtherProvidersTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2020-10-10T08:00:00+00:00");

  @TempDir Path temp;

  private String commitOf(Path source, Path image) throws IOException {
    return ImageMaker.from(source).date(DATE).make(image).commit();
  }

  /** Writes some files, and returns their directory. */
  private static Path filled(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("inner/empty"));
    Files.writeString(directory.resolve("inner/file"), "hello\n");
    return directory;
  }

  @Test
  void aDirectoryOfAZipOrOfMemoryMakesTheCommitOfTheSameFilesOnTheDisk() throws IOException {
    String expected = commitOf(filled(temp.resolve("files")), temp.resolve("disk.img"));
    Path zip = temp.resolve("files.zip");
    try (FileSystem zipped = FileSystems.newFileSystem(zip, Map.of("create", "true"));
        FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      assertThat(commitOf(filled(zipped.getPath("/files")), temp.resolve("zip.img")))
          .isEqualTo(expected);
      assertThat(commitOf(filled(memory.getPath("/files")), memory.getPath("/disk.img")))
          .isEqualTo(expected);
      assertThat(memory.getPath("/disk.img")).hasSameBinaryContentAs(temp.resolve("disk.img"));
    }
  }

  @Test
  void aRepositoryOfAnotherProviderIsRefusedInOneSentence() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path source = memory.getPath("/project");
      Files.createDirectories(source.resolve(".git"));
      assertThatThrownBy(() -> commitOf(source, temp.resolve("disk.img")))
          .isInstanceOf(FileSystemException.class)
          .hasMessage("/project: a repository must lie in the default file system");
      assertThat(temp).isEmptyDirectory();
    }
  }
}
