package io.docteur.make;

/**
 * What an image is to hold.
 *
 * @param objects the objects in the order of a walk; the commit is number 0
 * @param files the regular files, by path, saturating
 * @param bytes their bytes, saturating
 */
record Contents(ObjectTable objects, long files, long bytes) {}
