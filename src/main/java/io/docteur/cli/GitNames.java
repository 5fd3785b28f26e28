package io.docteur.cli;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that some file system takes for {@code .git}, where git would then find a configuration
 * that runs programs. They are those that git itself refuses (CVE-2014-9390, CVE-2019-1352).
 */
final class GitNames {
  private static final Set<String> RESERVED = Set.of(".git", "git~1");

  /** Characters that HFS+ does not see in a name. */
  private static final Pattern INVISIBLE =
      Pattern.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]");

  /** What NTFS does not see at the end of a name, or takes for the name of a stream in it. */
  private static final Pattern TAIL = Pattern.compile("[. ]*(:.*)?$", Pattern.DOTALL);

  private GitNames() {}

  static boolean isReserved(String name) {
    String seen = TAIL.matcher(INVISIBLE.matcher(name).replaceAll("")).replaceFirst("");
    return RESERVED.contains(seen.toLowerCase(Locale.ROOT));
  }
}
