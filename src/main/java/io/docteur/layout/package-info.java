/**
 * Directories: names to entries. One adaptive radix tree a directory, shared between equal git
 * trees; stored in the image, built from the tree when a directory is entered, or all at once.
 */
package io.docteur.layout;
