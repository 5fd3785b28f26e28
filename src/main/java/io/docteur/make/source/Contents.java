package io.docteur.make.source;

/**
 * What an image is to hold.
 *
 * @param objects the objects in the order of a walk; the commit is number 0
 * @param files the regular files, by path, saturating
 * @param bytes their bytes, saturating
 */
public record Contents(ObjectTable objects, long files, long bytes) {}
