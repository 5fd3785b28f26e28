package io.docteur.make.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * The lines of {@code known_hosts} that OpenSSH understands, as JGit does too. JGit takes a tab for
 * a part of a word and a marker that is unknown for none, and looks no further where a key is
 * damaged.
 *
 * @see <a href="https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT">sshd(8)</a>
 */
final class KnownHostsLines {
  private static final Set<String> MARKERS = Set.of("@cert-authority", "@revoked");

  private KnownHostsLines() {}

  /** Returns those of some files, in their order; a file that cannot be read has none. */
  static List<String> read(List<String> files) {
    List<String> lines = new ArrayList<>();
    for (String file : files) {
      try {
        String text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        text.lines()
            .map(KnownHostsLines::blanks)
            .filter(KnownHostsLines::counts)
            .forEach(lines::add);
      } catch (IOException e) {
        // A server whose key is known nowhere else is refused.
      }
    }
    return lines;
  }

  private static String blanks(String line) {
    return line.strip().replaceAll("[ \t]+", " ");
  }

  private static boolean counts(String line) {
    boolean marked = line.startsWith("@");
    if (marked && !MARKERS.contains(line.split(" ", 2)[0])) {
      return false;
    }
    try {
      KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
      return entry != null
          && entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING) != null;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }
}
