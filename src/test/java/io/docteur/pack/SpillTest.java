package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillTest {
  /** More than is kept back before it is written to the file. */
  private static final int SIZE = 1 << 20;

  @TempDir Path directory;

  @Test
  void whoseFileIsClosedWhileItIsWrittenLearnsOfTheCloseAndLeavesNothing() {
    Spill spill = new Spill(directory);
    Spill.Content content =
        out -> {
          spill.close();
          out.write(new byte[SIZE]);
        };
    assertThatThrownBy(() -> spill.write("image", SIZE, content))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whoReadsAFileThatIsClosedLearnsOfTheClose() throws IOException {
    Spill spill = new Spill(directory);
    Blob blob = spill.write("image", SIZE, out -> out.write(new byte[SIZE]));
    byte[] target = new byte[SIZE];
    assertThat(blob.read(1, target, 0, SIZE)).isEqualTo(SIZE - 1);
    spill.close();
    assertThatThrownBy(() -> blob.read(1, target, 0, SIZE))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(directory).isEmptyDirectory();
  }
}
