package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Environments;
import io.docteur.testing.NeedsGit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JGitSettingsTest {
  @TempDir private Path directory;

  @Test
  void nobodyMeasuresHowPreciseTheTimesOfFilesAre() throws Exception {
    Assumptions.assumeTrue(isOnFileStore(), "no file store has " + directory);
    JGitSettings.apply();
    FS.FileStoreAttributes known = FS.getFileStoreAttributes(directory);
    assertThat(known.getFsTimestampResolution()).isEqualTo(Duration.ofMillis(10));
    assertThat(known.getMinimalRacyInterval()).isEqualTo(Duration.ofMillis(10));
    long precision =
        SystemReader.getInstance()
            .getUserConfig()
            .getTimeUnit("filesystem", "any", "timestampResolution", -1, TimeUnit.MILLISECONDS);
    assertThat(precision).isEqualTo(10);
    assertThat(directory).isEmptyDirectory();
  }

  /** In a chroot none may. */
  private boolean isOnFileStore() {
    try {
      return Files.getFileStore(directory) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Prints all that git's configuration has for a key, in a virtual machine of its own. */
  static final class Program {
    private Program() {}

    /**
     * The program.
     *
     * @param key section, subsection and name
     */
    public static void main(String[] key) throws Exception {
      JGitSettings.apply();
      Config config = SystemReader.getInstance().getUserConfig();
      for (String value : config.getStringList(key[0], key[1], key[2])) {
        System.out.println(value);
      }
    }
  }

  @Test
  @NeedsGit
  void gitsConfigurationIsFoundWhereTheEnvironmentHasIt() throws Exception {
    write(".gitconfig", "home");
    String user = write("user", "user");
    String system = write("system", "system");
    isAsGitHasIt(Map.of("GIT_CONFIG_NOSYSTEM", "1"), "home");
    isAsGitHasIt(Map.of("GIT_CONFIG_SYSTEM", system), "system", "home");
    isAsGitHasIt(Map.of("GIT_CONFIG_SYSTEM", system, "GIT_CONFIG_NOSYSTEM", "1"), "home");
    isAsGitHasIt(Map.of("GIT_CONFIG_SYSTEM", system, "GIT_CONFIG_GLOBAL", user), "system", "user");
    isAsGitHasIt(Map.of("GIT_CONFIG_SYSTEM", "/dev/null", "GIT_CONFIG_GLOBAL", "/dev/null"));
    Map<String, String> counted =
        Map.of(
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_COUNT", "2",
            "GIT_CONFIG_KEY_0", "Section.a.B.NAME",
            "GIT_CONFIG_VALUE_0", " one; \"#\\",
            "GIT_CONFIG_KEY_1", "section.a.B.name",
            "GIT_CONFIG_VALUE_1", "");
    isAsGitHasIt(counted, "home", " one; \"#\\", "");
  }

  @Test
  void aVariableThatGitMissesIsMissed() {
    for (Map<String, String> variables :
        List.of(
            Map.of("GIT_CONFIG_COUNT", "one"),
            Map.of("GIT_CONFIG_COUNT", "-1"),
            Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a.b"),
            Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_VALUE_0", "c"),
            Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a", "GIT_CONFIG_VALUE_0", "c"))) {
      assertThatThrownBy(() -> new ConfigVariables(variables::get).addTo(new Config()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("GIT_CONFIG_");
    }
  }

  private String write(String name, String value) throws IOException {
    String content = "[section \"a.B\"]\n\tname = " + value + "\n";
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private void isAsGitHasIt(Map<String, String> variables, String... expected) throws Exception {
    List<String> git = List.of("git", "config", "--get-all", "section.a.B.name");
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + directory);
    List<String> ours =
        ChildJvm.command(options, Program.class.getName(), "section", "a.B", "name");
    for (List<String> command : List.of(git, ours)) {
      ProcessBuilder builder =
          Environments.clean(new ProcessBuilder(command).directory(directory.toFile()));
      builder.environment().put("HOME", directory.toString());
      builder.environment().putAll(variables);
      ChildJvm.Ended ended = ChildJvm.run(builder);
      assertThat(ended.out().lines()).as(variables + ended.err()).containsExactly(expected);
    }
  }
}
