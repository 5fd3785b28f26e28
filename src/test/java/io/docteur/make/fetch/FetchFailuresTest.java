package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.task.Answers;
import java.io.IOException;
import org.eclipse.jgit.errors.TransportException;
import org.junit.jupiter.api.Test;

/** What is said of a failure that no server can be made to cause each time. */
class FetchFailuresTest {

  /** As one does that asked for a certificate, when the JDK sends its request before it hears. */
  @Test
  void aServerThatHangsUpOnARequestIsALostConnection() {
    RemoteUrl url = RemoteUrl.of("https://example.org/srv.git");
    IOException cause = new IOException("Error writing to server");
    Exception jgits = new TransportException(url.uri(), "cannot open git-upload-pack", cause);
    Credentials none = new Credentials(url, Answers.ofNobody(variable -> null));
    assertThat(FetchFailures.translate(url, jgits, null, none))
        .hasMessage(url + ": the connection was lost: Error writing to server");
  }
}
