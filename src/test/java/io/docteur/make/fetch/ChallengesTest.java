package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What servers ask for, as RFC 9110 lets them write it. */
class ChallengesTest {
  @Test
  void manyInOneLineAreTakenApart() {
    assertThat(of("Bearer realm=\"a, Basic b\", error=\"\\\"c, d\", Negotiate ,Basic realm=\"e\""))
        .containsExactly(
            "Bearer realm=\"a, Basic b\", error=\"\\\"c, d\"", "Negotiate", "Basic realm=\"e\"");
    assertThat(of("Negotiate YWI==, basic realm = e , charset=UTF-8"))
        .containsExactly("Negotiate YWI==", "basic realm = e, charset=UTF-8");
    assertThat(of("Basic", "NTLM")).containsExactly("Basic", "NTLM");
  }

  @Test
  void aDigestByAnotherAlgorithmThanMd5IsLeftOut() {
    String md5 = "Digest realm=\"r\", algorithm=MD5, nonce=\"n\"";
    String quoted = "Digest realm=\"r\", algorithm=\"md5\"";
    String untold = "Digest realm=\"r\", nonce=\"n\"";
    String sha256 = "digest realm=\"r\", algorithm=SHA-256, nonce=\"n\"";
    assertThat(of(sha256 + ", " + md5, quoted, untold)).containsExactly(md5, quoted, untold);
    assertThat(of("Digest algorithm=MD5-sess, realm=\"r\"")).isEmpty();
  }

  @Test
  void whatIsNoChallengeDoesNoHarm() {
    assertThat(of("", ", ,", "\"", "a=b")).allMatch(challenge -> !challenge.isBlank());
    assertThat(of("Basic realm=\"r")).containsExactly("Basic realm=\"r");
  }

  private static List<String> of(String... values) {
    return Challenges.of(List.of(values));
  }
}
