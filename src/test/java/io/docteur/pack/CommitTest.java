package io.docteur.pack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits, as git's readers take them. */
class CommitTest {
  private static final String TREE = "tree 7d8a9e386b602e1bd8cd8f226a461a87ccf372e3\n";
  private static final String PARENT = "parent 73c44169dbb57613737326b902934762298208d4\n";
  private static final String AUTHOR = "author A <a@b> 1602316800 +0200\n";
  private static final String COMMITTER = "committer C D <c@d> 1602316801 -0330\n";

  @TempDir Path directory;

  private static Commit parse(String text) throws MalformedObjectException {
    return Commit.parse(text.getBytes(UTF_8));
  }

  private static String message(String text) throws MalformedObjectException {
    return new String(parse(text).message(), UTF_8);
  }

  @Test
  void everyPartIsRead() throws MalformedObjectException {
    Commit commit = parse(TREE + PARENT + PARENT + AUTHOR + COMMITTER + "\nHello\n\nWorld");
    assertThat(commit.tree()).hasToString("7d8a9e386b602e1bd8cd8f226a461a87ccf372e3");
    assertThat(commit.parents()).hasSize(2);
    assertThat(commit.author())
        .isEqualTo(
            new Commit.Person("A", "a@b", OffsetDateTime.parse("2020-10-10T10:00:00+02:00")));
    assertThat(commit.committer())
        .isEqualTo(
            new Commit.Person("C D", "c@d", OffsetDateTime.parse("2020-10-10T04:30:01-03:30")));
    assertThat(commit.message()).asString(UTF_8).isEqualTo("Hello\n\nWorld");
  }

  @Test
  void aCommitMayEndAfterItsCommitter() throws MalformedObjectException {
    assertThat(message(TREE + AUTHOR + COMMITTER)).isEmpty();
    assertThat(message(TREE + AUTHOR + COMMITTER + "\n")).isEmpty();
  }

  @Test
  void otherHeadersArePassedOver() throws MalformedObjectException {
    String signature = "gpgsig -----BEGIN\n \n more\n -----END\nencoding ISO-8859-1\n";
    assertThat(message(TREE + AUTHOR + COMMITTER + signature + "\nx\n")).isEqualTo("x\n");
    assertThat(message(TREE + AUTHOR + COMMITTER + signature)).isEmpty();
    assertThat(message(TREE + AUTHOR + COMMITTER + "odd")).isEmpty();
  }

  @Test
  void theSubjectIsTheFirstLineDecodedAsNamesAre() throws MalformedObjectException {
    String text =
        TREE + AUTHOR + COMMITTER + "encoding ISO-8859-1\n\nGr\u00fc\u00dfe\n\nof Ren\u00e9\n";
    assertThat(Commit.parse(text.getBytes(ISO_8859_1)).subject()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(Commit.parse(text.getBytes(UTF_8)).subject()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(parse(TREE + AUTHOR + COMMITTER).subject()).isEmpty();
  }

  @Test
  void aNameThatIsNotUtf8IsDecodedByteByByte() throws MalformedObjectException {
    String text = TREE + "author Ren\u00e9 <r@x> 0 +0000\n" + COMMITTER;
    assertThat(Commit.parse(text.getBytes(ISO_8859_1)).author().name()).isEqualTo("Ren\u00e9");
    assertThat(Commit.parse(text.getBytes(UTF_8)).author().name()).isEqualTo("Ren\u00e9");
  }

  @ParameterizedTest
  @CsvSource({
    "A <a@b> 1 +9999, A, a@b, 1970-01-01T00:00:01Z",
    "A <a@b> 1 -1800, A, a@b, 1969-12-31T06:00:01-18:00",
    "A <a@b> 1 +0090, A, a@b, 1970-01-01T01:30:01+01:30",
    "A <a@b> 1 +12345, A, a@b, 1970-01-01T00:00:01Z",
    "A <a@b> 1, A, a@b, 1970-01-01T00:00:01Z",
    "A <a@b>, A, a@b, 1970-01-01T00:00Z",
    "A <a@b> -5 +0000, A, a@b, 1970-01-01T00:00Z",
    "A <a@b> 99999999999999999 +0000, A, a@b, 1970-01-01T00:00Z",
    "A <a@b> 99999999999999999999999 +0000, A, a@b, 1970-01-01T00:00Z",
    "A <a@b> 253402300800 +1800, A, a@b, +10000-01-01T18:00+18:00",
    "<> 7 +0000, '', '', 1970-01-01T00:00:07Z",
    "A  <  a b >> 7 +0000, A, a b, 1970-01-01T00:00:07Z",
    "A <a <b> 7 +0000, A, a <b, 1970-01-01T00:00:07Z",
  })
  void oddPersonsAreReadAsGitDoes(String line, String name, String email, String when)
      throws MalformedObjectException {
    assertThat(parse(TREE + "author " + line + "\n" + COMMITTER).author())
        .isEqualTo(new Commit.Person(name, email, OffsetDateTime.parse(when)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TREE,
        TREE + AUTHOR,
        TREE + COMMITTER,
        TREE + COMMITTER + AUTHOR,
        TREE + "odd\n" + AUTHOR + COMMITTER,
        TREE + AUTHOR + PARENT + COMMITTER,
        TREE + AUTHOR + COMMITTER + "author Z <z@z> 1 +0000\ncommitter Z <z@z> 2 +0000\n",
        TREE + AUTHOR + "committer nobody 1 +0000\n",
        TREE + AUTHOR + "committer A <a@b 1 +0000\n",
        TREE + AUTHOR + "committer A <a@b> 1 +0000",
      })
  void thePersonsAreThoseOfGitLog(String text) throws IOException {
    Path repository = Git.init(directory);
    byte[] content = text.endsWith("\n") ? (text + "\nm\n").getBytes(UTF_8) : text.getBytes(UTF_8);
    byte[] id =
        Git.run(repository, content, "hash-object", "--literally", "-t", "commit", "-w", "--stdin");
    String format = "--format=%an|%ae|%at|%cn|%ce|%ct";
    String log = Git.line(repository, "log", "-1", format, new String(id, UTF_8).strip());
    Commit commit = Commit.parse(content);
    assertThat(line(commit.author()) + "|" + line(commit.committer())).isEqualTo(log);
  }

  /** As git log writes it, which leaves out the time of nobody. */
  private static String line(Commit.Person person) {
    long seconds = person.when().toEpochSecond();
    return "%s|%s|%s".formatted(person.name(), person.email(), seconds == 0 ? "" : seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "tree 7d8a9e386b602e1bd8cd8f226a461a87ccf372e3",
        AUTHOR + COMMITTER,
        "tree 7d8a\n" + AUTHOR + COMMITTER,
        "tree 7d8a9e386b602e1bd8cd8f226a461a87ccf372eX\n" + AUTHOR + COMMITTER,
        TREE + "parent x\n" + AUTHOR + COMMITTER,
        "\n" + TREE + AUTHOR + COMMITTER,
      })
  void whatHasNoTreeOrAPartThatIsNoIdIsMalformed(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedObjectException.class);
  }

  @Test
  void aLongLineIsReadInLinearTime() throws MalformedObjectException {
    String long1 = "<".repeat(1_000_000);
    String long2 = ">".repeat(1_000_000) + " ".repeat(1_000_000) + "1 ".repeat(1_000_000);
    Commit commit = parse(TREE + "author " + long1 + long2 + "\n" + COMMITTER);
    assertThat(commit.author().email()).hasSize(long1.length() - 1);
  }
}
