package io.docteur.layout;

import io.docteur.art.Art;
import io.docteur.art.Pages;

/**
 * The ARTs of all directories that lie together, in an image or on the heap.
 *
 * @param pages where their nodes are
 * @param root where the root's ART lies
 */
public record StoredArts(Pages pages, long root) {

  /** Returns the ART that lies at a position. */
  Art art(long position) {
    return new Art(pages, position);
  }
}
