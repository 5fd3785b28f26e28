package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of a repository behind {@code git http-backend} over plain HTTP. */
class HttpImageTest extends RemoteImageContract {
  private static final String USER = "me";
  private static final String PASSWORD = "s3cret@:%";
  private static final String ENCODED = "s3cret%40%3A%25";

  private GitHttpServer server;

  String scheme() {
    return "http";
  }

  /** Returns the server's certificate and what it asks for, or null when it has none. */
  HttpsConfigurator tls() {
    return null;
  }

  @Override
  String url(int port, String repository) {
    return scheme() + "://" + Server.HOST + ":" + port + "/open/" + repository;
  }

  /** Returns the URL of the repository that only one user may read. */
  final String privateUrl(String userInfo) throws Exception {
    return scheme() + "://" + userInfo + Server.HOST + ":" + port() + "/private/srv.git";
  }

  @Override
  int port() throws Exception {
    if (server == null) {
      server = new GitHttpServer(root, tls(), USER, PASSWORD);
    }
    return server.port();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  @Timeout(HANG_SECONDS)
  void aServerThatSaysLittleIsGivenUp(int bytes) throws Exception {
    isGivenUpAfter(bytes);
  }

  @Test
  void aRedirectIsFollowed() throws Exception {
    String commit = commitFiles();
    serve();
    assertThat(make(url().replace("/open/", "/moved/"), null).commit()).isEqualTo(commit);
  }

  @Test
  void aPasswordInTheUrlWillDoAndIsNowhereElse() throws Exception {
    String commit = commitFiles();
    serve();
    String url = privateUrl(USER + ":" + ENCODED + "@");
    assertThat(make(url, null).commit()).isEqualTo(commit);
    assertThat(Files.readString(image, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
    fails(url, "nowhere", privateUrl(""), "no such branch");
    fails(
        privateUrl(USER + ":other-s3cret@"),
        null,
        privateUrl(""),
        "refused the user or the password");
    fails(privateUrl(""), null, "wants a user and a password, and none is known");
  }

  @Test
  void aServerMayWantADigestOfThePassword() throws Exception {
    String commit = commitFiles();
    serve();
    String url = privateUrl(USER + ":" + ENCODED + "@").replace("/private/", "/digest/");
    assertThat(make(url, null).commit()).isEqualTo(commit);
    fails(url.replace(ENCODED, "other-s3cret"), null, "refused the user or the password");
  }

  @Test
  void aPasswordComesFromTheEnvironment() throws Exception {
    String commit = commitFiles();
    serve();
    environment.put("DOCTEUR_PASSWORD", PASSWORD);
    assertThat(make(privateUrl(USER + "@"), null).commit()).isEqualTo(commit);
  }

  @Test
  void aPasswordComesFromNetrc() throws Exception {
    String commit = commitFiles();
    serve();
    String machine = "machine " + Server.HOST + " login " + USER + " password ";
    write(home.resolve(".netrc"), machine + PASSWORD);
    assertThat(make(privateUrl(""), null).commit()).isEqualTo(commit);
    assertThat(make(privateUrl(USER + "@"), null).commit()).isEqualTo(commit);
    fails(privateUrl("other@"), null, "refused");
  }

  @Test
  void anEmptyProxyIsNone() throws Exception {
    commitFiles();
    serve();
    Path config = home.resolve(".gitconfig");
    String nobody = "  proxy = http://" + Server.HOST + ":" + Server.freePort();
    write(config, "[http]", nobody);
    assertThat(makeApart(url()).err()).contains("refused");
    write(config, "[http]", nobody, "[http \"" + url() + "\"]", "  proxy =");
    assertThat(makeApart(url()).err()).doesNotContain("refused");
    write(config, "[http]", "  proxy =", "[http \"" + url() + "\"]", nobody);
    assertThat(makeApart(url()).err()).contains("refused");
  }

  @Test
  void aPasswordComesFromAHelperOfGit() throws Exception {
    String commit = commitFiles();
    serve();
    write(home.resolve(".gitconfig"), "[credential]", "  helper = store");
    Path store = home.resolve(".git-credentials");
    String entry = privateUrl(USER + ":" + ENCODED + "@").replace("/private/srv.git", "");
    write(store, entry);
    assertThat(make(privateUrl(""), null).commit()).isEqualTo(commit);
    assertThat(make(privateUrl(USER + "@"), null).commit()).isEqualTo(commit);
    fails(privateUrl("other@"), null, "refused");
    write(store, entry.replace(ENCODED, "old-s3cret"));
    fails(privateUrl(""), null, "refused the user or the password");
    assertThat(store).hasContent(entry.replace(ENCODED, "old-s3cret"));
    Answering user = new Answering(USER, PASSWORD);
    maker(privateUrl(""), null).prompt(user).make(image);
    assertThat(user.questions().get(0)).startsWith("The server refused that. User for");
    assertThat(store).hasContent(entry.replace(ENCODED, "old-s3cret"));
  }

  @Test
  void aPasswordComesFromTheProgramThatGitAsks() throws Exception {
    String commit = commitFiles();
    serve();
    Path program = home.resolve("ask");
    write(program, "#!/bin/sh", "case $1 in User*) echo me ;; *) echo '" + PASSWORD + "' ;; esac");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    environment.put("GIT_ASKPASS", program.toString());
    assertThat(make(privateUrl(""), null).commit()).isEqualTo(commit);
  }

  @Test
  void aPasswordIsAskedForUntilItIsRight() throws Exception {
    String commit = commitFiles();
    serve();
    Answering user = new Answering(USER, "wrong", USER, PASSWORD);
    maker(privateUrl(""), null).prompt(user).make(image);
    assertThat(user.questions().get(0)).startsWith("User for");
    assertThat(user.questions().get(2)).startsWith("The server refused that. User for");
    assertThat(user.questions()).hasSize(4).allMatch(q -> q.contains(scheme() + "://127.0.0.1:"));
    assertThat(MadeImage.takeApart(image, temp.resolve("apart")).commit()).isEqualTo(commit);
    fails(maker(privateUrl(""), null).prompt(new Answering()), "none is known");
  }

  @Test
  void aTokenInTheUsersPlaceWillDoAndIsNotShown() throws Exception {
    String commit = commitFiles();
    serve();
    server = new GitHttpServer(root, tls(), "t0ken-s3cret", "");
    String url = privateUrl("t0ken-s3cret@");
    assertThat(make(url, null).commit()).isEqualTo(commit);
    assertThat(make(privateUrl("t0ken-s3cret:@"), null).commit()).isEqualTo(commit);
    fails(url, "nowhere", "no such branch");
  }

  @Test
  void aSchemeMayBeInCapitals() throws Exception {
    String commit = commitFiles();
    serve();
    String url = url().replaceFirst(scheme(), scheme().toUpperCase(Locale.ROOT));
    assertThat(make(url, null).commit()).isEqualTo(commit);
  }

  @Test
  void aPasswordThatIsNotEncodedIsRefusedWithAHint() {
    assertThatThrownBy(() -> maker(scheme() + "://me:s3@c:r/et@host/x", null).make(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("%-encoded")
        .hasMessageNotContainingAny("s3", "r/et");
  }

  @Test
  void whatIsNoUrlIsRefusedWithoutShowingIt() {
    for (String url : new String[] {"https://me:s3cret@", "ftp://me:s3cret@host/x"}) {
      assertThatThrownBy(() -> maker(url, null).make(image))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("s3cret"));
    }
  }
}
