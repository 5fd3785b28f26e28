package io.docteur.make.fetch;

import io.docteur.make.task.Answers;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The proxies that git's configuration and the environment name. */
final class HttpProxies {
  /** The port of a proxy that names none: curl's. */
  private static final int PORT = 1080;

  /** What git's configuration says, or null. */
  private final String configured;

  private final Answers answers;

  /** By the URLs of the proxies. The JDK remembers by them what was right. */
  private final Map<URI, Authenticator> authenticators = new HashMap<>();

  HttpProxies(String configured, Answers answers) {
    this.configured = configured;
    this.answers = answers;
  }

  /** Returns the proxy for a URL. */
  HttpProxy of(URL url) throws IOException {
    String setting = configured == null ? variable(url) : configured;
    if (setting == null || setting.isEmpty() || isReachedDirectly(url.getHost())) {
      return HttpProxy.NONE;
    }
    try {
      URI uri = new URI(setting.contains("://") ? setting : "http://" + setting);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean socks = scheme.startsWith("socks") && uri.getUserInfo() == null;
      if (uri.getHost() != null && (socks || scheme.equals("http"))) {
        Proxy.Type type = socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
        int port = uri.getPort() < 0 ? PORT : uri.getPort();
        return new HttpProxy(
            new Proxy(type, new InetSocketAddress(uri.getHost(), port)), authenticator(uri));
      }
    } catch (URISyntaxException e) {
      // It may hold a password: it is not shown.
    }
    throw Repositories.failure(
        url.getHost(),
        "its proxy must be http://HOST:PORT, http://USER:PASSWORD@HOST:PORT or socks5://HOST:PORT",
        null);
  }

  private synchronized Authenticator authenticator(URI proxy) {
    String user = proxy.getRawUserInfo();
    return user == null ? null : authenticators.computeIfAbsent(proxy, p -> answering(user));
  }

  private static Authenticator answering(String user) {
    String[] parts = user.split(":", 2);
    return HttpProxy.answering(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** In capitals, HTTP_PROXY could be a header that a web server was sent: curl ignores it. */
  private String variable(URL url) {
    String scheme = url.getProtocol().toLowerCase(Locale.ROOT);
    String capitals = scheme.equals("http") ? "http_proxy" : "HTTPS_PROXY";
    return Stream.of(scheme + "_proxy", capitals, "all_proxy", "ALL_PROXY")
        .map(answers::variable)
        .filter(value -> value != null && !value.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private boolean isReachedDirectly(String host) {
    String small = answers.variable("no_proxy");
    String list = small == null ? answers.variable("NO_PROXY") : small;
    String name = "." + host.toLowerCase(Locale.ROOT);
    for (String entry : list == null ? List.<String>of() : List.of(list.split("[,\\s]+"))) {
      String suffix = entry.toLowerCase(Locale.ROOT).replaceFirst("^\\.?", ".");
      if (entry.equals("*") || suffix.length() > 1 && name.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }
}
