/**
 * An HTTP server over an image, for documentation.
 *
 * <p>It stands on the core of Eclipse Jetty 12 ({@code jetty-server}: five jars with SLF4J, 2.4 MB,
 * no other dependency, and modules that {@code jlink} takes), an optional dependency: a program
 * that only reads images does without. Jetty is well kept, runs on Java 17, and brings what this
 * room would else have to write: the protocol with its limits and time-outs, output that blocks no
 * thread for a slow client, the parsing of ranges, dates and quality values, content types, and a
 * stop that waits for what is in flight. Of these, the JDK's own {@code com.sun.net.httpserver} has
 * the protocol alone. Undertow brings more than twice the bytes, Helidon wants a newer Java, and
 * microhttp keeps each response in memory.
 */
package io.docteur.serve;
