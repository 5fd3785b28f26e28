package io.docteur;

import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Thrown when the bytes of an image contradict the format, their own checksums or their object ids.
 *
 * <p>{@link #getFile()} is the image, {@link #position()} where in it the damage was seen, and
 * {@link #objectId()} the git object that could not be read, where that is known.
 */
public final class DamagedImageException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  private final long position;
  private final String objectId;
  private final String reason;

  /**
   * Damage at a position.
   *
   * @param image the image's name; may be null
   * @param position the byte position in the image, counted from 0
   * @param objectId the object that could not be read, in hexadecimal, or null
   * @param reason what is wrong, in a few words
   */
  public DamagedImageException(String image, long position, String objectId, String reason) {
    super(image, null, message(position, objectId, reason));
    this.position = position;
    this.objectId = objectId;
    this.reason = reason;
  }

  /** As the other constructor, with the exception that told of the damage. */
  public DamagedImageException(
      String image, long position, String objectId, String reason, Throwable cause) {
    this(image, position, objectId, reason);
    initCause(cause);
  }

  private static String message(long position, String objectId, String reason) {
    String object = objectId == null ? "" : ", object " + objectId;
    return "damaged image: " + reason + " (at byte " + position + object + ")";
  }

  /**
   * Returns this damage as that of an object: this exception where it names one, or else one like
   * it with this as its cause.
   *
   * @param object the id in hexadecimal
   */
  public DamagedImageException of(String object) {
    return objectId == null
        ? new DamagedImageException(getFile(), position, object, reason, this)
        : this;
  }

  /** Returns what is wrong, in a few words, without position and object. */
  public String reason() {
    return reason;
  }

  /** Returns the byte position in the image at which the damage was seen, counted from 0. */
  public long position() {
    return position;
  }

  /** Returns the id, in hexadecimal, of the object that could not be read, where it is known. */
  public Optional<String> objectId() {
    return Optional.ofNullable(objectId);
  }
}
