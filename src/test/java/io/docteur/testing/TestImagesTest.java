package io.docteur.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestImagesTest {
  @TempDir Path directory;

  @Test
  void anImageHoldsTheCommitItsTreesAndItsBlobsAndNothingOfItsHistory() throws Exception {
    Path repository = Git.init(directory.resolve("repository"));
    Files.writeString(repository.resolve("old"), "old\n");
    Git.commitAll(repository);
    Files.delete(repository.resolve("old"));
    Files.createDirectory(repository.resolve("d"));
    Files.writeString(repository.resolve("d/new"), "new\n");
    String commit = Git.commitAll(repository);

    byte[] image =
        Files.readAllBytes(TestImages.fromGit(repository, "main", directory.resolve("x.img")));

    assertThat(HexFormat.of().formatHex(image, 0, 20)).isEqualTo(commit);
    int index = (int) ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong(20);
    assertThat(index % 512).isZero();
    assertThat(image.length % 512).isZero();
    assertThat(Arrays.copyOfRange(image, index, index + 4)).containsExactly(0xff, 't', 'O', 'c');
    assertThat(ByteBuffer.wrap(image, 28, 12).getInt()).isEqualTo(0x5041434b);
    assertThat(ByteBuffer.wrap(image, 36, 4).getInt()).isEqualTo(4); // commit, root, d, new
  }
}
