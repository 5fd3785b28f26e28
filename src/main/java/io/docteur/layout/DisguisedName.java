package io.docteur.layout;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A name of git's own, and all that some file system takes for it, as git fsck has it. NTFS ignores
 * case, spaces and dots at the end and what follows a colon, takes a backslash for a slash, and
 * gives long names short ones; HFS+ ignores case and some characters that cannot be seen.
 */
enum DisguisedName {
  DOT_GIT("\\.git", last("(?:\\.git|git~1)[ .]*+(?:[:/\\\\].*)?")),
  DOT_GITMODULES("\\.gitmodules", last(ntfs("gitmodules", "gi7eba"))),
  DOT_GITATTRIBUTES("\\.gitattributes", ntfs("gitattributes", "gi7d29"));

  private static final Pattern UNSEEN =
      Pattern.compile("[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]");

  /** Where git stops reading a name for HFS+: at what is not UTF-8, or no character. */
  private static final Pattern HFS_END = Pattern.compile("[/\uDC80-\uDCFF\uFFFE\uFFFF]");

  private final Pattern hfs;
  private final Pattern ntfs;

  DisguisedName(String hfs, String ntfs) {
    this.hfs = Pattern.compile(hfs, Pattern.CASE_INSENSITIVE);
    this.ntfs = Pattern.compile(ntfs, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** The name may follow a backslash, which git looks for in these alone. */
  private static String last(String ntfs) {
    return "(?:.*\\\\)?" + ntfs;
  }

  /** A long name has a short one of eight signs: six of its own, or as many of a hash as fit. */
  private static String ntfs(String name, String hash) {
    String hashes =
        IntStream.rangeClosed(0, hash.length())
            .mapToObj(length -> hash.substring(0, length))
            .collect(Collectors.joining("|"));
    return "(?:\\.%s|%s~[1-4]|(?=[^ .:]{8}(?:[ .:]|\\z))(?:%s)~[1-9]\\d*)[ .]*+(?::.*)?"
        .formatted(name, name.substring(0, 6), hashes);
  }

  /** Returns what a name is taken for, or null when it is nothing of git's. */
  static DisguisedName of(byte[] bytes) {
    if (!isSuspect(bytes)) {
      return null;
    }
    String name = Names.decode(bytes);
    String seen = UNSEEN.matcher(HFS_END.split(name, 2)[0]).replaceAll("");
    for (DisguisedName own : values()) {
      if (own.ntfs.matcher(name).matches() || own.hfs.matcher(seen).matches()) {
        return own;
      }
    }
    return null;
  }

  /** Tells whether a name can be a disguise at all, as few can. */
  private static boolean isSuspect(byte[] name) {
    boolean suspect = name.length > 0 && name[0] == '.';
    for (byte b : name) {
      suspect |= b < 0 || b == '~' || b == '\\';
    }
    return suspect;
  }
}
