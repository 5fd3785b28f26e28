package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import org.junit.jupiter.api.Test;

class UnreachableProxyExceptionTest {
  /** By its name alone: not every machine has addresses of that kind. */
  @Test
  void anAddressOfVersion6IsToldApartFromThePort() {
    InetSocketAddress address = InetSocketAddress.createUnresolved("::1", 3128);
    Proxy proxy = new Proxy(Proxy.Type.HTTP, address);
    assertThat(new UnreachableProxyException(proxy, new IOException("refused")))
        .hasMessage("no connection to the proxy [::1]:3128: refused");
  }
}
