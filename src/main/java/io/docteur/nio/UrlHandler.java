package io.docteur.nio;

import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Parses and opens URLs of docteur. All between the scheme and the query is the path of a URL, so
 * that it is written as it was read.
 */
final class UrlHandler extends URLStreamHandler {
  private static final String PREFIX = DocteurUri.SCHEME + ":";
  private static final int NO_PORT = -1;

  @Override
  protected URLConnection openConnection(URL url) {
    return new UrlConnection(url);
  }

  @Override
  protected void parseURL(URL url, String spec, int start, int limit) {
    String raw = spec.substring(start, limit);
    int query = DocteurUri.queryStart(raw);
    String path = raw.substring(0, query);
    int prefix = start - PREFIX.length();
    if (!spec.regionMatches(true, prefix, PREFIX, 0, PREFIX.length())) {
      path = resolve(url.getPath(), path.replace("!", "%21"));
    }
    String inherited = raw.isEmpty() ? url.getQuery() : null; // a fragment alone keeps the commit
    String commit = query < raw.length() ? raw.substring(query + 1) : inherited;
    setURL(url, url.getProtocol(), "", NO_PORT, null, null, path, commit, url.getRef());
  }

  /** Returns what a path relative to a URL's is, as RFC 3986 resolves it inside of the image. */
  private static String resolve(String base, String relative) {
    if (relative.isEmpty()) {
      return base;
    }
    int separator = base.lastIndexOf(DocteurUri.SEPARATOR);
    String location = separator < 0 ? base : base.substring(0, separator);
    String inside = separator < 0 ? "/" : base.substring(separator + 1);
    String directory = inside.substring(0, inside.lastIndexOf('/') + 1);
    return location + '!' + normal(relative.startsWith("/") ? relative : directory + relative);
  }

  /** Removes the dots of a path that starts with a slash. */
  private static String normal(String path) {
    Deque<String> names = new ArrayDeque<>();
    String last = "";
    for (String name : path.substring(1).split("/", -1)) {
      boolean dots = name.equals(".") || name.equals("..");
      if (name.equals("..")) {
        names.pollLast();
      } else if (!dots && !name.isEmpty()) {
        names.add(name);
      }
      last = dots ? "" : name;
    }
    boolean directory = last.isEmpty() && !names.isEmpty();
    return "/" + String.join("/", names) + (directory ? "/" : "");
  }
}
