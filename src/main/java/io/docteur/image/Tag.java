package io.docteur.image;

import io.docteur.pack.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The one line of a tag object that a mount needs. */
final class Tag {
  private static final String OBJECT = "object ";

  private Tag() {}

  /** Returns the id of what a tag with this content names, or nothing when it is malformed. */
  static Optional<ObjectId> target(byte[] content) {
    int end = OBJECT.length() + 2 * ObjectId.LENGTH;
    String line =
        new String(content, 0, Math.min(end, content.length), StandardCharsets.ISO_8859_1);
    if (line.length() < end || !line.startsWith(OBJECT)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ObjectId.fromHex(line.substring(OBJECT.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
