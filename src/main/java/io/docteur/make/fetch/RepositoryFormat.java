package io.docteur.make.fetch;

import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;

/**
 * What a repository's configuration says of its format. As git does, one that says what is not
 * known here is refused, since what is read from it could be wrong.
 */
final class RepositoryFormat {
  private static final String EXTENSIONS = "extensions";
  private static final String SHA1 = "sha1";

  /** The version from which on extensions that are not known must not be passed over. */
  private static final int WITH_EXTENSIONS = 1;

  /** Those that change nothing in how commits are found and read, or are looked at here. */
  private static final Set<String> KNOWN =
      Set.of(
          "compatobjectformat",
          "noop",
          "noop-v1",
          "objectformat",
          "partialclone",
          "preciousobjects",
          "refstorage",
          "relativeworktrees",
          "submodulepathconfig",
          "worktreeconfig");

  private final String name;
  private final FileBasedConfig config;

  private RepositoryFormat(String name, FileBasedConfig config) {
    this.name = name;
    this.config = config;
  }

  /**
   * Refuses a repository that would not be understood.
   *
   * @param name how the repository is called in what is said of it
   * @param gitDirectory what a work tree of its own leads to
   * @param common where the configuration lies, which linked work trees share
   */
  static void check(String name, File gitDirectory, File common)
      throws IOException, ConfigInvalidException {
    FileBasedConfig config = new FileBasedConfig(new File(common, Constants.CONFIG), FS.DETECTED);
    config.load();
    RepositoryFormat format = new RepositoryFormat(name, config);
    format.refuseOtherIds();
    format.refuseUnknown();
    if (!gitDirectory.equals(common)) {
      format.refuseReftable();
    }
  }

  private void refuseOtherIds() throws IOException {
    String format = config.getString(EXTENSIONS, null, "objectformat");
    if (format != null && !format.equalsIgnoreCase(SHA1)) {
      throw refused("ids are of format " + format + ", and images hold sha1 ones only");
    }
  }

  private void refuseUnknown() throws IOException {
    int version = config.getInt("core", "repositoryformatversion", 0);
    if (version > WITH_EXTENSIONS) {
      throw refused("format is of version " + version + ", which is not known");
    }
    for (String extension : config.getNames(EXTENSIONS)) {
      boolean known = KNOWN.contains(extension.toLowerCase(Locale.ROOT));
      if (version == WITH_EXTENSIONS && !known) {
        throw refused("format has an extension that is not known: " + extension);
      }
    }
  }

  /** JGit takes the refs of the main work tree for those of a linked one, {@code HEAD} too. */
  private void refuseReftable() throws IOException {
    if ("reftable".equalsIgnoreCase(config.getString(EXTENSIONS, null, "refstorage"))) {
      throw refused("refs are a reftable, in which the HEAD of a linked work tree is not found");
    }
  }

  private IOException refused(String what) {
    return Repositories.failure(name, "the repository's " + what, null);
  }
}
