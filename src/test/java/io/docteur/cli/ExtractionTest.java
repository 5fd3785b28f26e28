package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractionTest {
  @TempDir Path directory;
  private Path source;
  private Path target;

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(directory.resolve("source"));
    target = directory.resolve("target");
  }

  @Test
  void filesExecutablesLinksAndEmptyDirectoriesAreCopied() throws IOException {
    Files.writeString(source.resolve("f"), "text");
    Files.createDirectories(source.resolve("d/empty"));
    assertThat(Files.createFile(source.resolve("d/run")).toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(source.resolve("link"), Path.of("../f//x"));

    new Extraction(target).extract(source);

    assertThat(target.resolve("f")).hasContent("text");
    assertThat(Files.isExecutable(target.resolve("f"))).isFalse();
    assertThat(target.resolve("d/run")).isExecutable();
    assertThat(target.resolve("d/empty")).isEmptyDirectory();
    assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("../f/x"));
  }

  @Test
  void aNameKeepsItsBytesInEveryLocale() throws IOException {
    Path unix = Jimfs.newFileSystem(Configuration.unix()).getPath("/source");
    Files.createDirectories(unix.resolve("\u00fc"));
    Files.writeString(unix.resolve("\u00fc/\u20ac"), "text");

    new Extraction(target).extract(unix);

    assertThat(Path.of(URI.create(target.toUri() + "%C3%BC/%E2%82%AC"))).hasContent("text");
  }

  @Test
  void onlyAFreshDirectoryIsWritten() throws IOException {
    Files.createSymbolicLink(target, Files.createDirectory(directory.resolve("empty")));
    assertThatThrownBy(() -> new Extraction(target).extract(source))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> new Extraction(directory).extract(source))
        .isInstanceOf(DirectoryNotEmptyException.class);
  }

  @Test
  void aFullDiskIsToldWithTheFileThatDidNotFit() throws IOException {
    Files.write(source.resolve("large"), new byte[1 << 16]);
    Configuration small = Configuration.unix().toBuilder().setMaxSize(1 << 13).build();
    Path full = Jimfs.newFileSystem(small).getPath("/target");
    assertThatThrownBy(() -> new Extraction(full).extract(source))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith("/target/large: cannot be written: ");
  }

  @Test
  void namesThatClashOnTheTargetAreAnError() throws IOException {
    Path exact = Jimfs.newFileSystem(Configuration.unix()).getPath("/source");
    Files.createDirectories(exact.resolve("A"));
    Files.writeString(exact.resolve("a"), "text");
    Path folding = Jimfs.newFileSystem(Configuration.osX()).getPath("/target");
    assertThatThrownBy(() -> new Extraction(folding).extract(exact))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("clashes with another name");
  }

  @Test
  void aLinkWithoutATargetIsAnErrorAndNotALinkToTheRoot() throws IOException {
    Path unix = Jimfs.newFileSystem(Configuration.unix()).getPath("/source");
    Path nothing = unix.getFileSystem().getPath("");
    Files.createSymbolicLink(Files.createDirectory(unix).resolve("link"), nothing);
    assertThatThrownBy(() -> new Extraction(target).extract(unix))
        .isInstanceOf(FileSystemException.class)
        .hasMessage("/source/link: a link without a target");
    assertThat(target).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {".git", ".GiT", "git~1", ".g\u200cit", ".git. ", ".git::$INDEX"})
  void namesThatGitTakesForItsOwnAreRefused(String name) throws IOException {
    Path unix = Jimfs.newFileSystem(Configuration.unix()).getPath("/source");
    Files.createDirectories(unix.resolve(name));
    assertThatThrownBy(() -> new Extraction(target).extract(unix))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("git's own name");
    assertThat(target).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {".gitignore", "git", "git~2", ".git2", "x.git", "a:b"})
  void namesThatOnlyLookLikeGitsOwnAreNot(String name) {
    assertThat(GitNames.isReserved(name)).isFalse();
  }
}
