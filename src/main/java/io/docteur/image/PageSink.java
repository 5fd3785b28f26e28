package io.docteur.image;

import io.docteur.art.NodeSink;
import io.docteur.storage.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;

/** Writes the pages of ARTs, and takes the CRC-32 of each. */
final class PageSink implements NodeSink {
  private final OutputStream out;
  private final CRC32 crc = new CRC32();
  private final ByteArrayOutputStream checksums = new ByteArrayOutputStream();
  private long position;

  PageSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long pageLength() {
    return ImageFormat.PAGE_LENGTH;
  }

  @Override
  public void append(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    int done = 0;
    while (done < length) {
      int room = ImageFormat.PAGE_LENGTH - (int) (position % ImageFormat.PAGE_LENGTH);
      int part = Math.min(room, length - done);
      crc.update(bytes, offset + done, part);
      position += part;
      done += part;
      if (part == room) {
        endPage();
      }
    }
  }

  private void endPage() {
    byte[] checksum = new byte[Integer.BYTES];
    Bytes.putInt(checksum, 0, (int) crc.getValue());
    checksums.writeBytes(checksum);
    crc.reset();
  }

  /** Ends the last page and returns the checksums of all pages. */
  byte[] checksums() {
    if (position % ImageFormat.PAGE_LENGTH != 0) {
      endPage();
    }
    return checksums.toByteArray();
  }
}
