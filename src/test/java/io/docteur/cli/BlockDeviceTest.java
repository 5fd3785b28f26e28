package io.docteur.cli;

import static io.docteur.cli.CommandLines.docteur;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images on devices, which are larger than they. */
class BlockDeviceTest {
  private static final long DEVICE_BYTES = 8L << 20;

  @TempDir Path directory;
  private Path disk;

  @BeforeEach
  void makeDisk() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Files.createDirectory(repository.resolve("d"));
    Files.writeString(repository.resolve("d/f"), "text");
    Git.commitAll(repository);
    disk = directory.resolve("disk");
    docteur("make", "-q", repository, disk).isFine();
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(DEVICE_BYTES);
    }
  }

  @Test
  void anImageMayBeSmallerThanItsDevice() throws IOException {
    assertIsRead(disk);
  }

  @Test
  void anImageOnARealBlockDeviceIsMountedByItsUriWalkedAndVerified() throws Exception {
    Assumptions.assumeTrue(
        Files.isWritable(Path.of("/dev/loop-control")), "only root may set up a loop device");
    Path device = Path.of(losetup("--find", "--show", "--read-only", disk.toString()));
    try {
      assertIsRead(device);
    } finally {
      losetup("--detach", device.toString());
    }
  }

  private static void assertIsRead(Path device) throws IOException {
    for (boolean mapped : new boolean[] {true, false}) {
      try (FileSystem mount =
              FileSystems.newFileSystem(URI.create("docteur:" + device), Map.of("mapped", mapped));
          Stream<Path> walk = Files.walk(mount.getPath("/"))) {
        assertThat(walk.map(Path::toString)).containsExactly("/", "/d", "/d/f");
        assertThat(mount.getPath("/d/f")).hasContent("text");
      }
    }
    assertThat(docteur("verify", device).isFine().out()).startsWith("commit\t: ");
    assertThat(docteur("info", device).isFine().out())
        .contains(device + ", " + DEVICE_BYTES + " bytes");
  }

  /** Runs losetup and returns what it prints; skips the test where it is not there or may not. */
  private static String losetup(String... arguments) throws Exception {
    Process process;
    try {
      List<String> command = Stream.concat(Stream.of("losetup"), Stream.of(arguments)).toList();
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("there is no losetup: " + e.getMessage());
      throw e;
    }
    byte[] output = process.getInputStream().readAllBytes();
    String text = new String(output, StandardCharsets.UTF_8).strip();
    Assumptions.assumeTrue(process.waitFor() == 0, "losetup fails: " + text);
    return text;
  }
}
