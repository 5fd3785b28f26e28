package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.task.Answers;
import java.net.URISyntaxException;
import java.util.List;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;

/** Which server a password is for. */
class CredentialsTest {
  @Test
  void aPasswordIsNotForAnotherServer() throws URISyntaxException {
    Credentials credentials =
        new Credentials(
            RemoteUrl.of("http://me:s3cret@one.example/x"), Answers.ofNobody(name -> "s3cret"));
    CredentialItem.Password item = new CredentialItem.Password();
    assertThat(credentials.get(new URIish("http://two.example/x"), item)).isFalse();
  }

  @Test
  void aPasswordIsForTheServerOfTheProjectAlone() {
    Answers answers = Answers.ofNobody(name -> "s3cret").withoutPassword();
    assertThat(answers.variable(Answers.PASSWORD_VARIABLE)).isNull();
    URIish project = RemoteUrl.of("https://host/a").uri();
    URIish same = RemoteUrl.of("https://me@host/b").uri();
    assertThat(RemoteUrl.isSameServer(project, same)).isTrue();
    for (String other : List.of("http://host/b", "https://host:1/b", "https://host.evil/b")) {
      URIish another = RemoteUrl.of(other).uri();
      assertThat(RemoteUrl.isSameServer(project, another)).as(other).isFalse();
    }
  }
}
