package io.docteur.make.fetch;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;

/** There is no connection to a proxy, which is not the fault of the server behind it. */
final class UnreachableProxyException extends IOException {
  private static final long serialVersionUID = 1;

  UnreachableProxyException(Proxy proxy, IOException cause) {
    super("no connection to the proxy " + name(proxy) + ": " + reason(cause), cause);
  }

  private static String name(Proxy proxy) {
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    return HostAndPort.fromParts(address.getHostString(), address.getPort()).toString();
  }

  private static String reason(IOException cause) {
    return cause instanceof UnknownHostException ? "unknown host" : cause.getMessage();
  }
}
