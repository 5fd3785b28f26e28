package io.docteur.make.fetch;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.transport.URIish;

/** What git's configuration says under {@code http} and {@code http.<url>}. */
final class HttpSettings {
  private HttpSettings() {}

  /**
   * Returns what the configuration says for a URL, or null: JGit finds the section that fits best,
   * but for the keys alone that it has a use for.
   */
  static String of(Config config, URIish uri, String key) {
    Config renamed = new Config();
    for (String url : config.getSubsections(HttpConfig.HTTP)) {
      renamed.setString(HttpConfig.HTTP, url, HttpConfig.COOKIE_FILE_KEY, value(config, url, key));
    }
    renamed.setString(HttpConfig.HTTP, null, HttpConfig.COOKIE_FILE_KEY, value(config, null, key));
    return new HttpConfig(renamed, uri).getCookieFile();
  }

  /** Returns a value, which may be empty, as JGit does not say, or null where there is none. */
  private static String value(Config config, String url, String key) {
    String value = config.getString(HttpConfig.HTTP, url, key);
    boolean isThere = config.getNames(HttpConfig.HTTP, url, true).contains(key);
    return value == null && isThere ? "" : value;
  }
}
