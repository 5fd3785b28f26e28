package io.docteur.make.fetch;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.transport.UrlConfig;
import org.eclipse.jgit.util.SystemReader;

/** What the user has told git to use in the place of URLs: {@code url.<base>.insteadOf}. */
public final class UrlRewriting {
  private static final Pattern USER_INFO = Pattern.compile("://([^/]*@)");

  private UrlRewriting() {}

  /**
   * Returns the URL to use in the place of another one, or that one itself.
   *
   * @throws IllegalArgumentException when what is meant for one server would go to another
   */
  public static String of(String source) throws IOException {
    if (source.indexOf(':') < 0 || LocalPath.is(source)) {
      return source;
    }
    JGitSettings.apply();
    try {
      String url = new UrlConfig(SystemReader.getInstance().getUserConfig()).replace(source);
      if (!url.equals(source)) {
        refuseOtherServer(source, url);
      }
      return url;
    } catch (ConfigInvalidException e) {
      throw new IOException("git's configuration cannot be read: " + e.getMessage(), e);
    }
  }

  private static void refuseOtherServer(String source, String url) {
    Matcher userInfo = USER_INFO.matcher(source);
    if (!userInfo.find() || !url.contains(userInfo.group(1)) || !RemoteUrl.isRemote(source)) {
      return;
    }
    if (!RemoteUrl.isRemote(url) || !RemoteUrl.of(source).isServer(RemoteUrl.of(url).uri())) {
      throw new IllegalArgumentException(
          "git's configuration has another server in the URL's place, whose user is kept from it");
    }
  }
}
