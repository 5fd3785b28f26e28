package io.docteur.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** The {@code git} binary, with the configuration of the machine kept out. */
public final class Git {
  private static final String DATE = "2020-10-10T08:00:00+02:00";
  private static final Pattern VERSION = Pattern.compile("git version (\\d+)\\.(\\d+)");
  private static final boolean INSTALLED = installed();

  private Git() {}

  static boolean isInstalled() {
    return INSTALLED;
  }

  /** Skips the running test when git is not installed, or older than 2 and a minor version. */
  public static void assumeVersion2(int minor) throws IOException {
    String version = line(Path.of("").toAbsolutePath(), "version");
    Matcher numbers = VERSION.matcher(version);
    boolean newer =
        numbers.lookingAt()
            && (Integer.parseInt(numbers.group(1)) > 2
                || Integer.parseInt(numbers.group(2)) >= minor);
    Assumptions.assumeTrue(newer, "git 2." + minor + " is needed, not " + version);
  }

  /** Makes an empty repository in a directory, which may hold files, and returns the directory. */
  public static Path init(Path directory) throws IOException {
    Files.createDirectories(directory);
    run(directory, "init", "-q", "-b", "main");
    return directory;
  }

  /** Commits all files of a work tree, with a fixed name and date, and returns the commit's id. */
  public static String commitAll(Path repository) throws IOException {
    run(repository, "add", "-A", "-f");
    run(repository, "commit", "-q", "--allow-empty", "-m", "a commit");
    return line(repository, "rev-parse", "HEAD");
  }

  /** Runs git and returns what it prints. */
  public static byte[] run(Path directory, String... arguments) throws IOException {
    return run(directory, new byte[0], arguments);
  }

  /** Runs git and returns what it prints as one line without its end. */
  public static String line(Path directory, String... arguments) throws IOException {
    return new String(run(directory, arguments), UTF_8).strip();
  }

  /**
   * Runs git with an input and returns what it prints. Skips the running test when there is no git.
   *
   * @throws IOException when git fails, with what it says
   */
  public static byte[] run(Path directory, byte[] input, String... arguments) throws IOException {
    Assumptions.assumeTrue(INSTALLED, "the git binary is not installed");
    List<String> command = new ArrayList<>();
    command.add("git");
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("git", ".err");
    Path inputFile = Files.write(Files.createTempFile("git", ".in"), input);
    try {
      Process process = start(directory, command, inputFile, errors);
      byte[] output;
      try (InputStream stdout = process.getInputStream()) {
        output = stdout.readAllBytes();
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(command + " exits " + status + ": " + Files.readString(errors));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command + " was interrupted", e);
    } finally {
      Files.delete(errors);
      Files.delete(inputFile);
    }
  }

  private static Process start(Path directory, List<String> command, Path input, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(input.toFile())
            .redirectError(errors.toFile());
    Map<String, String> environment = Environments.clean(builder).environment();
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_TEMPLATE_DIR", ""); // a dozen files that no test looks at
    configure(environment, "maintenance.auto", "false"); // two processes after each commit
    configure(environment, "core.fsync", "none");
    for (String role : new String[] {"AUTHOR", "COMMITTER"}) {
      environment.put("GIT_" + role + "_NAME", "A U Thor");
      environment.put("GIT_" + role + "_EMAIL", "author@example.com");
      environment.put("GIT_" + role + "_DATE", DATE);
    }
    return builder.start();
  }

  private static void configure(Map<String, String> environment, String key, String value) {
    int count = Integer.parseInt(environment.getOrDefault("GIT_CONFIG_COUNT", "0"));
    environment.put("GIT_CONFIG_KEY_" + count, key);
    environment.put("GIT_CONFIG_VALUE_" + count, value);
    environment.put("GIT_CONFIG_COUNT", Integer.toString(count + 1));
  }

  private static boolean installed() {
    try {
      Process process = new ProcessBuilder("git", "--version").start();
      try (OutputStream stdin = process.getOutputStream();
          InputStream stdout = process.getInputStream()) {
        stdin.flush();
        stdout.readAllBytes();
      }
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
