package io.docteur.nio;

import java.nio.file.LinkOption;
import java.util.Objects;

/** What options say of a symbolic link at the end of a path. */
final class LinkOptions {
  private LinkOptions() {}

  /** Tells whether it is to be followed. */
  static boolean follow(LinkOption... options) {
    boolean follow = true;
    for (LinkOption option : options) {
      follow &= Objects.requireNonNull(option) != LinkOption.NOFOLLOW_LINKS;
    }
    return follow;
  }
}
