package io.docteur.make.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.eclipse.jgit.internal.transport.ssh.OpenSshConfigFile;
import org.eclipse.jgit.transport.SshConstants;

/**
 * The lines of SSH's configuration files that apply to one host, without the {@code Host}, {@code
 * Match} and {@code Include} that say so. A line that asks for another way to the server than can
 * be gone is refused, rather than left out.
 *
 * @see <a href="https://man.openbsd.org/ssh_config.5">ssh_config(5)</a>
 */
final class SshConfigLines {
  /** OpenSSH's own limit for files that include each other. */
  private static final int MAX_DEPTH = 16;

  /** A keyword, and what it says. */
  private static final Pattern LINE =
      Pattern.compile("\\s*\"?(\\p{Alnum}+)\"?(?:\\s*=\\s*|\\s+)(\\S.*?)\\s*");

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|[^\\s\"]+");

  /** A list that adds to the one that there is, puts its names before it, or takes them away. */
  private static final Pattern CHANGE = Pattern.compile("([+^-]).*");

  private static final String ANOTHER_WAY = "; GIT_SSH_COMMAND=ssh connects by OpenSSH";

  private final Path home;
  private final String host;
  private final String localUser;
  private final Set<String> lines = new LinkedHashSet<>();

  /** The first value that is set counts, so these change at most once. */
  private String hostName;

  private String user;
  private boolean wayChosen;

  /** Whether a {@code Match final} asks for a second pass, and whether this is that. */
  private boolean finalWanted;

  private boolean finalPass;

  /**
   * No lines yet.
   *
   * @param home what {@code ~} stands for
   * @param host the host's name as the user gave it
   * @param user the user's name at the host, if the user gave one, or null
   * @param localUser the user's name here
   */
  SshConfigLines(Path home, String host, String user, String localUser) {
    this.home = home;
    this.host = host;
    this.user = user;
    this.localUser = localUser;
  }

  /**
   * Returns what applies of some files, the first of which counts most. Those that are not there
   * are left out.
   *
   * @throws FileSystemException when one cannot be read, or what it says cannot be done
   */
  Collection<String> read(List<Path> files) throws IOException {
    readEach(files);
    if (finalWanted) {
      finalPass = true;
      readEach(files);
    }
    return lines;
  }

  private void readEach(List<Path> files) throws IOException {
    for (Path file : files) {
      read(file, file.getParent(), 0);
    }
  }

  /**
   * Reads one file, which applies up to its first {@code Host} or {@code Match}.
   *
   * @param directory where relative names of files to include start
   */
  private void read(Path file, Path directory, int depth) throws IOException {
    boolean applies = true;
    for (String line : lines(file)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        continue; // a comment, or nothing
      }
      String value = matcher.group(2);
      switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
        case "host" -> applies = OpenSshConfigFile.patternMatch(words(value), targetHost());
        case "match" -> applies = matches(file, words(value.replace('=', ' ')).iterator());
        case "include" -> {
          if (applies) {
            include(file, words(value), directory, depth);
          }
        }
        default -> {
          if (applies) {
            add(file, matcher.group(1), value);
          }
        }
      }
    }
  }

  private static List<String> lines(Path file) throws FileSystemException {
    if (!Files.exists(file) || Files.isDirectory(file)) {
      return List.of();
    }
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, "cannot be read");
    }
  }

  /** In the second pass, ssh takes the name that the first one has found. */
  private String targetHost() {
    return finalPass ? hostName() : host;
  }

  private String hostName() {
    return hostName == null ? host : hostName;
  }

  private void add(Path file, String keyword, String value) throws IOException {
    String first = words(value).stream().findFirst().orElse("");
    if (keyword.equalsIgnoreCase(SshConstants.HOST_NAME) && hostName == null) {
      hostName = first.replace("%h", host);
    } else if (keyword.equalsIgnoreCase(SshConstants.USER) && user == null) {
      user = first;
    } else if (isWay(keyword)) {
      if (wayChosen) {
        return; // whichever of the two comes first
      }
      wayChosen = true;
      if (keyword.equalsIgnoreCase(SshConstants.PROXY_COMMAND)
          && !first.equals(SshConstants.NONE)) {
        throw unsupported(file, "ProxyCommand is not supported, but ProxyJump is" + ANOTHER_WAY);
      }
    } else if (keyword.equalsIgnoreCase(SshConstants.KEX_ALGORITHMS)) {
      addExchanges(file, first);
      return;
    }
    lines.add(keyword + " " + value);
  }

  /** Leaves out what SSHD has a name for, but no code: JGit would wait for it. */
  private void addExchanges(Path file, String list) throws FileSystemException {
    Matcher change = CHANGE.matcher(list);
    String kind = change.matches() ? change.group(1) : "";
    String names =
        Stream.of(list.substring(kind.length()).split(","))
            .filter(name -> kind.equals("-") || isSupportedExchange(name))
            .collect(Collectors.joining(","));
    if (!names.isEmpty()) {
      lines.add(SshConstants.KEX_ALGORITHMS + " " + kind + names);
    } else if (kind.isEmpty()) {
      throw unsupported(file, "none of these KexAlgorithms is known here: " + list + ANOTHER_WAY);
    }
  }

  private static boolean isSupportedExchange(String name) {
    BuiltinDHFactories exchange = BuiltinDHFactories.fromFactoryName(name);
    return exchange != null && exchange.isSupported();
  }

  private static boolean isWay(String keyword) {
    return keyword.equalsIgnoreCase(SshConstants.PROXY_COMMAND)
        || keyword.equalsIgnoreCase(SshConstants.PROXY_JUMP);
  }

  private boolean matches(Path file, Iterator<String> words) throws IOException {
    boolean matches = true;
    while (words.hasNext()) {
      String word = words.next().toLowerCase(Locale.ROOT);
      boolean negated = word.startsWith("!");
      String criterion = negated ? word.substring(1) : word;
      boolean holds =
          switch (criterion) {
            case "all" -> true;
            case "canonical" -> false; // no name is made canonical here
            case "final" -> isFinal();
            case "host" -> isOneOf(words, hostName());
            case "originalhost" -> isOneOf(words, host);
            case "user" -> isOneOf(words, user == null ? localUser : user);
            case "localuser" -> isOneOf(words, localUser);
            default -> {
              if (matches) {
                throw unsupported(file, "Match " + criterion + " is not supported" + ANOTHER_WAY);
              }
              yield isOneOf(words, "");
            }
          };
      matches &= holds != negated;
    }
    return matches;
  }

  private boolean isFinal() {
    finalWanted = true;
    return finalPass;
  }

  private static boolean isOneOf(Iterator<String> words, String name) {
    return words.hasNext()
        && OpenSshConfigFile.patternMatch(List.of(words.next().split(",")), name);
  }

  private void include(Path file, List<String> patterns, Path directory, int depth)
      throws IOException {
    if (depth == MAX_DEPTH) {
      throw unsupported(file, "too many files include each other");
    }
    for (String pattern : patterns) {
      Path path = pattern.startsWith("~/") ? home.resolve(pattern.substring(2)) : Path.of(pattern);
      for (Path included : expand(directory.resolve(path))) {
        read(included, directory, depth + 1);
      }
    }
  }

  /** Returns the files that a name with wildcards stands for, in their order. */
  private static List<Path> expand(Path pattern) throws IOException {
    List<Path> found = List.of(pattern.getRoot());
    for (Path name : pattern) {
      List<Path> next = new ArrayList<>();
      for (Path directory : found) {
        next.addAll(children(directory, name.toString()));
      }
      found = next;
    }
    return found;
  }

  private static List<Path> children(Path directory, String pattern) throws IOException {
    if (Stream.of("*", "?", "[").noneMatch(pattern::contains)) {
      return List.of(directory.resolve(pattern));
    }
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, pattern)) {
        stream.forEach(children::add);
      }
    }
    children.removeIf(
        child -> child.getFileName().toString().startsWith(".") && !pattern.startsWith("."));
    children.sort(null);
    return children;
  }

  private static List<String> words(String value) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(value);
    while (matcher.find() && !matcher.group().startsWith("#")) {
      words.add(matcher.group(1) == null ? matcher.group() : matcher.group(1));
    }
    return words;
  }

  private static FileSystemException unsupported(Path file, String reason) {
    return new FileSystemException(file.toString(), null, reason);
  }
}
