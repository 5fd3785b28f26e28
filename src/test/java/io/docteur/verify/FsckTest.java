package io.docteur.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.ImageMaker;
import io.docteur.testing.Git;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What git clones is made an image of, and then called what {@code git fsck --strict} calls it. */
class FsckTest {
  private static final Pattern ERROR = Pattern.compile("error in \\w+ \\w+: (\\w+):");
  private static final String NO_OBJECT = "0".repeat(40);
  private static final String SOUND = "A <a@example.org> 1700000000 +0000";

  @TempDir Path directory;
  private Path repository;
  private String blob;
  private String emptyTree;

  @BeforeEach
  void makeRepository() throws IOException {
    Git.assumeVersion2(39); // older ones have other rules
    repository = Git.init(directory.resolve("repository"));
    blob = write("blob", "x\n");
    emptyTree = write("tree", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100644 a|100664 b|100600 c|100777 d|120777 e|40755 f",
        "0100644 a",
        "040000 a",
        "00040000 a",
        "100644 b|100644 a",
        "100644 a|100644 a",
        "100644 a|100644 a.b|40000 a",
        "40000 a|100644 a.b",
        "100644 a.b|40000 a",
        "160000 a|100644 a.b",
        "160000 null",
        "100644 a/b",
        "100644 .",
        "40000 ..",
        "40000 .git",
        "100644 .GIT",
        "100644 git~1",
        "100644 git~2",
        "100644 .git . .",
        "100644 .git.x",
        "100644 .git:x",
        "100644 GIT~1::$INDEX_ALLOCATION",
        "100644 a:b\\.git\\c",
        "100644 a\\.gitb",
        "100644 .g\u200cit",
        "100644 \u206a.gIt\ufeff",
        "100644 .gi\u200bt",
        "100644 .g\u0131t",
        "120000 .gitmodules",
        "120000 .GitModules ",
        "120000 .git\u200emodules",
        "120000 a\\gitmod~4:x",
        "120000 gitmod~5",
        "120000 gi7eba~1",
        "120000 GI7E~123.",
        "120000 gi7e~12",
        "120000 gi7e~12 .",
        "120000 ~1234567",
        "120000 .gitmodule\u017f",
        "120000 .gitattributes",
        "120000 .gitignore",
        "40000 .gitmodules",
        "40000 .gitattributes",
        "40000 gi7d2~99",
        "40000 a\\.gitattributes",
      })
  void aTreeIsCalledWhatGitCallsIt(String entries) throws IOException {
    isCalledWhatGitCallsIt(commit(tree(entries), SOUND, SOUND));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A <a@b> 0 +0000",
        "A <a@b> 9223372036854775807 -9999",
        "A <a@b> 01 +0000",
        "A <a@b> -1 +0000",
        "A <a@b> 9223372036854775808 +0000",
        "A <a@b> 99999999999999999999999999999999999999999x",
        "A <a@b> x +0000",
        "A <a@b> 1",
        "A <a@b> 1 +000",
        "A <a@b> 1 +0000 ",
        "A <a@b> 1 +0000\r",
        "A <a@b> 1 UTC",
        "A <a@b>",
        "A <a@b>1 +0000",
        "A <a@b 1 +0000",
        "A <a<b> 1 +0000",
        "A<a@b> 1 +0000",
        "<a@b> 1 +0000",
        "A> <a@b> 1 +0000",
        "A 1 +0000",
        "A\0 <a@b> 1 +0000",
        " <> 1 +0000",
        "",
      })
  void aPersonIsCalledWhatGitCallsIt(String person) throws IOException {
    isCalledWhatGitCallsIt(commit(tree("100644 a"), SOUND, person));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "author %1$s\ncommitter %1$s\n",
        "author %1$s\ncommitter %1$s\n\nmess\0age",
        "author %1$s\ncommitter %1$s\nodd\0",
        "author %1$s\ncommitter %1$s\nodd",
        "author %1$s\ncommitter %1$s",
        "author %1$s\ncommitter %1$s\ncommitter\n\n",
        "author %1$s\nauthor %1$s\ncommitter %1$s\n\n",
        "committer %1$s\nauthor %1$s\n\n",
        "odd\nauthor %1$s\ncommitter %1$s\n\n",
        "author %1$s\nodd\ncommitter %1$s\n\n",
        "author %1$s\n\n",
        "committer %1$s\n\n",
      })
  void aCommitIsCalledWhatGitCallsIt(String headers) throws IOException {
    String root = "tree " + tree("100644 a") + "\n";
    isCalledWhatGitCallsIt(write("commit", root + headers.formatted(SOUND)));
  }

  /** git cannot parse such a tree at all. */
  @Test
  void anEmptyNameIsNamed() throws IOException {
    assertThat(madeAndVerified(commit(tree("100644 "), SOUND, SOUND))).containsExactly("emptyName");
  }

  /** git warns of it alone, but there is no directory that could hold such an entry. */
  @Test
  void aModeThatNoDirectoryCanHoldIsBad() throws IOException {
    String commit = commit(tree("10644 fifo"), SOUND, SOUND);
    assertThat(madeAndVerified(commit)).containsExactly("badFilemode");
  }

  private void isCalledWhatGitCallsIt(String commit) throws IOException {
    assertThat(madeAndVerified(commit)).isEqualTo(errors(commit));
  }

  /** Returns git's names of what is wrong with a commit and all below it. */
  private Set<String> errors(String commit) throws IOException {
    Git.run(repository, "update-ref", "--no-deref", "HEAD", commit);
    String said;
    try {
      said = Git.line(repository, "fsck", "--strict", "--no-dangling");
    } catch (IOException e) {
      said = e.getMessage();
    }
    Set<String> names = new TreeSet<>();
    for (Matcher error = ERROR.matcher(said); error.find(); ) {
      names.add(error.group(1));
    }
    return names;
  }

  /** Returns the names of what is wrong with the image of a commit; making tells of it too. */
  private Set<String> madeAndVerified(String commit) throws IOException {
    Path image = directory.resolve("x.img");
    Set<String> names = new TreeSet<>();
    String notices =
        ImageMaker.from(repository.toString()).ref(commit).make(image).notices().toString();
    Verifier.verify(
        image, 1, problem -> names.add(problem.message().split(":")[0]), (done, total) -> {});
    assertThat(notices.contains("git fsck")).as("%s", notices).isEqualTo(!names.isEmpty());
    return names;
  }

  private String commit(String tree, String author, String committer) throws IOException {
    return write(
        "commit", "tree %s\nauthor %s\ncommitter %s\n\nm\n".formatted(tree, author, committer));
  }

  private String tree(String entries) throws IOException {
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    for (String entry : entries.split("\\|")) {
      tree.writeBytes((entry + "\0").getBytes(StandardCharsets.UTF_8));
      String id = entry.matches("0*40.*") ? emptyTree : blob;
      tree.writeBytes(HexFormat.of().parseHex(entry.endsWith("null") ? NO_OBJECT : id));
    }
    return write("tree", tree.toByteArray());
  }

  private String write(String type, String content) throws IOException {
    return write(type, content.getBytes(StandardCharsets.UTF_8));
  }

  private String write(String type, byte[] content) throws IOException {
    byte[] id =
        Git.run(repository, content, "hash-object", "--literally", "-t", type, "-w", "--stdin");
    return new String(id, StandardCharsets.US_ASCII).strip();
  }
}
