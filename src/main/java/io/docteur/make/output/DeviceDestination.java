package io.docteur.make.output;

import io.docteur.image.ImageFormat;
import io.docteur.make.task.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A block device. Its first block, which makes an image of it, is written last: until then the
 * device looks like no image, neither the new one nor one that was there before.
 */
final class DeviceDestination implements Destination {
  private static final int FIRST_BLOCK = ImageFormat.DEFAULT_BLOCK_SIZE;

  private final Path device;
  private final FileChannel channel;

  /**
   * Opens a device, so that one that cannot be written is known before the work is done.
   *
   * @throws FileSystemException when the device is in use, a mounted one above all, or read-only
   */
  DeviceDestination(Path device) throws IOException {
    this.device = device;
    String use = DeviceUse.of(device);
    if (use != null) {
      throw new FileSystemException(device.toString(), null, "in use: " + use);
    }
    // Linux opens one nevertheless, and lets the writes fail.
    if (DeviceUse.isReadOnly(device)) {
      throw new FileSystemException(device.toString(), null, "the device is read-only");
    }
    this.channel = FileChannel.open(device, StandardOpenOption.WRITE);
  }

  @Override
  public TemporaryFiles temporaryFiles() throws IOException {
    return TemporaryFiles.apart();
  }

  /**
   * Copies the image.
   *
   * @throws FileSystemException when the device is too small; nothing was written to it then
   */
  @Override
  public void put(Path image, Progress progress) throws IOException {
    // Not Files.size: it is 0 for a device.
    long room = channel.size();
    long length = Files.size(image);
    if (length > room) {
      throw new FileSystemException(
          device.toString(),
          null,
          "the image has " + length + " bytes, and the device has only " + room);
    }
    try {
      write(ByteBuffer.allocate(FIRST_BLOCK));
      channel.position(FIRST_BLOCK);
      Copying.copy(image, FIRST_BLOCK, channel, progress);
      channel.force(true);
      write(firstBlock(image));
    } catch (IOException e) {
      throw WriteFailure.of(device, e);
    }
  }

  /** Writes the first block, and returns when it is on the device. */
  private void write(ByteBuffer firstBlock) throws IOException {
    channel.position(0);
    while (firstBlock.hasRemaining()) {
      channel.write(firstBlock);
    }
    channel.force(true);
  }

  private static ByteBuffer firstBlock(Path image) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(FIRST_BLOCK);
    try (FileChannel in = FileChannel.open(image)) {
      while (block.hasRemaining() && in.read(block) >= 0) {
        // An image is never shorter than a block.
      }
    }
    return block.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
