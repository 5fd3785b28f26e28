package io.docteur.make.source;

import java.io.IOException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * Counts the objects that git would put others in the places of, also when it checks out: those
 * that {@code git replace} has noted, of which a clone knows nothing.
 */
final class Replacements {
  private static final String REFS = "refs/replace/";

  private Replacements() {}

  /** Returns how many of the objects a repository has replacements for. */
  static int count(FileRepository repository, ObjectTable objects) throws IOException {
    if (!repository.getConfig().getBoolean("core", "useReplaceRefs", true)) {
      return 0;
    }
    int count = 0;
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(REFS)) {
      String id = ref.getName().substring(REFS.length());
      boolean known = ObjectId.isId(id);
      if (known && objects.find(RepositoryObjects.ours(ObjectId.fromString(id))) >= 0) {
        count++;
      }
    }
    return count;
  }
}
