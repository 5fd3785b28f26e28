package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;

/** URLs of remote repositories. */
class RemoteUrlTest {

  @Test
  void anAddressIsTheSameServerHoweverItIsWritten() throws Exception {
    RemoteUrl url = RemoteUrl.of("ssh://user@[::1]:22/project");
    assertThat(url.isServer(new URIish().setHost("0:0:0:0:0:0:0:1"))).isTrue();
    assertThat(url.isServer(new URIish().setHost("0:0:0:0:0:0:0:2"))).isFalse();
    assertThat(url.isServer(new URIish().setHost("localhost"))).isFalse();
  }

  @Test
  void anAddressIsShownAsItWasWritten() {
    for (String url : new String[] {"ssh://user@[::1]:22/project", "user@[::1]:project"}) {
      assertThat(RemoteUrl.isRemote(url)).isTrue();
      assertThat(RemoteUrl.of(url)).hasToString(url);
      assertThat(RemoteUrl.of(url).uri().getHost()).isEqualTo("::1");
    }
  }

  @Test
  void aHostMayBeOfOneLetter() {
    RemoteUrl url = RemoteUrl.of("h:project");
    assertThat(url).hasToString("h:project");
    assertThat(url.uri().getHost()).isEqualTo("h");
    assertThat(url.uri().getPath()).isEqualTo("project");
  }

  @Test
  void aPathByHttpIsEncodedAndAnEncodedOneStays() {
    assertThat(RemoteUrl.of("http://host/\u00e9 b/r.git").uri())
        .hasToString("http://host/%C3%A9%20b/r.git");
    assertThat(RemoteUrl.of("https://host/%C3%A9%20b?x=y").uri())
        .hasToString("https://host/%C3%A9%20b?x=y");
    assertThat(RemoteUrl.of("ssh://host/\u00e9 b").uri().getPath()).isEqualTo("/\u00e9 b");
  }
}
