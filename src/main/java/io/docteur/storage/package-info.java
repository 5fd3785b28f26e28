/**
 * Bytes at a position: a file or a block device, mapped or read; nothing about git. Beside them the
 * one cache whose budget everything that reads an image shares.
 */
package io.docteur.storage;
