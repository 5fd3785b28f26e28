package io.docteur.verify;

import java.util.Optional;

/**
 * One thing that is wrong with an image.
 *
 * @param position the byte position in the image at which it was seen, counted from 0
 * @param objectId the object that it concerns, in hexadecimal, where there is one
 * @param message what is wrong, in one line; of a git object it starts with git fsck's name for it,
 *     where git has one
 */
public record Problem(long position, Optional<String> objectId, String message) {

  /** Returns the problem as one line. */
  @Override
  public String toString() {
    return "byte " + position + objectId.map(id -> ", object " + id).orElse("") + ": " + message;
  }
}
