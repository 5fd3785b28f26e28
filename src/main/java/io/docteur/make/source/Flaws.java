package io.docteur.make.source;

import io.docteur.layout.FsckRules;
import io.docteur.pack.CommitRules;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.Tree;
import java.util.List;

/**
 * Counts the objects of which git fsck and {@code docteur.verify} say that they are malformed: git
 * clones them nevertheless, and so they come into an image.
 */
final class Flaws {
  private String first;
  private int count;

  /** Looks at a commit that can be read. */
  void lookAtCommit(ObjectId id, byte[] content) {
    ObjectProblem problem = new ObjectProblem();
    CommitRules.check(content, problem::add);
    count("commit " + id, problem);
  }

  /** Looks at a tree. */
  void lookAtTree(ObjectId id, byte[] content) throws MalformedObjectException {
    ObjectProblem problem = new ObjectProblem();
    FsckRules rules = new FsckRules(problem::add);
    for (Tree tree = new Tree(content); tree.next(); ) {
      rules.check(tree);
    }
    count("tree " + id, problem);
  }

  /** The first problem of an object. */
  private static final class ObjectProblem {
    private String message;

    void add(String problem) {
      message = message == null ? problem : message;
    }
  }

  private void count(String object, ObjectProblem problem) {
    if (problem.message != null) {
      first = first == null ? object + ": " + problem.message : first;
      count++;
    }
  }

  /** Returns what the user should know, which is nothing where all is well. */
  List<String> notices() {
    if (count == 0) {
      return List.of();
    }
    String what = count == 1 ? first : count + " objects, first " + first;
    return List.of("git fsck and docteur.verify find fault with " + what);
  }
}
