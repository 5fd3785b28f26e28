package io.docteur.nio;

import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;

/**
 * Makes URLs of the scheme {@code docteur} work: {@code path.toUri().toURL()}, {@code new
 * URL("docteur:/dev/vdb!/a.txt").openStream()}, and a {@link java.net.URLClassLoader} over a
 * directory of an image, whose URL ends in a slash.
 *
 * <p>As a path's URI does, a URL finds its file in an image that was mounted by URI and is not
 * closed; it mounts none, so nothing stays open behind anybody's back. Where there is no such
 * mount, connecting is an {@link java.io.IOException}. A relative URL never leaves its image.
 *
 * <p>{@link java.net.URL} asks the system class loader alone for providers. So where this library
 * is in another one, paths work, but {@code toURL} does not.
 */
public final class DocteurUrlHandlerProvider extends URLStreamHandlerProvider {

  /** A provider. Made by {@link java.util.ServiceLoader}. */
  public DocteurUrlHandlerProvider() {}

  /** Returns a handler for the protocol {@code docteur}, and null for any other. */
  @Override
  public URLStreamHandler createURLStreamHandler(String protocol) {
    return protocol.equals(DocteurUri.SCHEME) ? new UrlHandler() : null;
  }
}
