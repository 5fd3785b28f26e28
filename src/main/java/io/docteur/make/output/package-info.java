/**
 * Where images go. {@code Destination} makes one appear whole or not at all: a file, a block device
 * or a stream. What is not whole yet lies in {@code TemporaryFiles}.
 */
package io.docteur.make.output;
