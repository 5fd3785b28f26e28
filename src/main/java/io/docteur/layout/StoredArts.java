package io.docteur.layout;

import io.docteur.art.Pages;

/**
 * The ARTs of all directories that lie together, in an image or on the heap.
 *
 * @param pages where their nodes are
 * @param root where the root's ART lies
 * @param length the bytes of all nodes, which is more than any of them can have keys
 */
public record StoredArts(Pages pages, long root, long length) {}
