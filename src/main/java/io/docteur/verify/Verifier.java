package io.docteur.verify;

import io.docteur.DamagedImageException;
import io.docteur.image.CarriedLayout;
import io.docteur.image.Image;
import io.docteur.image.ImageFormat;
import io.docteur.image.ImageOptions;
import io.docteur.image.ImageParts;
import io.docteur.layout.LayoutCheck;
import io.docteur.pack.Commit;
import io.docteur.pack.CommitRules;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.ObjectTypes;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Checks an image: the pack's checksum; that each object inflates, is what its id says and lies
 * where and as the index says; the index, byte for byte; the commit and that every tree and blob
 * under its root is there; the layout against the trees; and that there is nothing in the commit
 * and the trees that {@code git fsck --strict} calls an error. What it only warns of is none.
 */
public final class Verifier {
  private final Path file;
  private final int threads;
  private final Findings findings;
  private final Progress progress;

  /** Is told how far a check has come. */
  @FunctionalInterface
  public interface Progress {
    /** So many of so many objects are checked; called by one thread at a time. */
    void checked(long done, long total);
  }

  private Verifier(Path file, int threads, Consumer<Problem> problems, Progress progress) {
    this.file = file;
    this.threads = threads;
    this.findings = new Findings(problems);
    this.progress = progress;
  }

  /**
   * Checks an image. No argument may be null. What {@code problems} or {@code progress} throws ends
   * the check, and is thrown.
   *
   * @param image a file or block device
   * @param threads how many threads check objects, at least 1
   * @param problems is told each thing that is wrong, one at a time, in no particular order
   * @param progress is told how far the check has come
   * @return what was found out
   * @throws IOException when the file cannot be read, or the thread is interrupted, which it then
   *     still is; what is wrong with what the file holds is a problem
   * @throws IllegalArgumentException when {@code threads} is less than 1
   */
  public static Verdict verify(
      Path image, int threads, Consumer<Problem> problems, Progress progress) throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    Objects.requireNonNull(progress);
    return new Verifier(image, threads, Objects.requireNonNull(problems), progress).verify();
  }

  private Verdict verify() throws IOException {
    if (!isImage()) {
      findings.add(ImageFormat.PACK_START, null, "not a docteur image: no pack of version 2");
      return nothing();
    }
    PackPass pass = open(ImageOptions.Mode.LAYOUT);
    if (pass == null) {
      // The index is no help: make one from the pack, and check what can be reached through it.
      pass = open(ImageOptions.Mode.ANALYZE);
    }
    if (pass == null) {
      return nothing();
    }
    try (ImageParts image = pass.image()) {
      pass.run();
      return checkContents(image, pass.types());
    }
  }

  /** The verdict on what cannot be opened. */
  private Verdict nothing() {
    return new Verdict(null, null, null, null, null, 0, findings.count());
  }

  private boolean isImage() throws IOException {
    try (Storage storage = Storage.open(file, false)) {
      return Image.isImage(storage);
    }
  }

  private PackPass open(ImageOptions.Mode mode) throws IOException {
    ImageOptions defaults = ImageOptions.defaults();
    ImageOptions options =
        new ImageOptions(
            mode,
            defaults.cacheBytes(),
            defaults.maxObjectMemory(),
            defaults.spillDirectory(),
            false,
            defaults.inflating(),
            null);
    try {
      return passOver(ImageParts.open(Storage.open(file, true), options));
    } catch (DamagedImageException e) {
      findings.addOnce(e);
      return null;
    }
  }

  /** Closes an image whose index leads nowhere. */
  private PackPass passOver(ImageParts image) throws IOException {
    try {
      return new PackPass(image, threads, findings, progress);
    } catch (IOException e) {
      image.close();
      throw e;
    }
  }

  private Verdict checkContents(ImageParts image, ObjectTypes types) throws IOException {
    ObjectId id = null;
    Commit commit = null;
    try {
      id = image.commitId();
      commit = image.commit(id);
      checkCommit(image, id);
      new TreeCheck(image.pack(), image.index(), types, ImageFormat.PACK_START, findings)
          .check(commit.tree());
      checkLayout(image, commit.tree());
    } catch (DamagedImageException e) {
      findings.addOnce(e);
    }
    return verdict(image, id, commit);
  }

  private void checkCommit(ImageParts image, ObjectId commit) throws IOException {
    long offset = image.index().offset(image.index().rank(commit));
    CommitRules.check(
        image.pack().read(offset, ObjectType.COMMIT),
        problem -> findings.add(ImageFormat.PACK_START + offset, commit, problem));
  }

  private void checkLayout(ImageParts image, ObjectId root) throws IOException {
    CarriedLayout layout = image.carriedLayout();
    if (layout.problem() != null) {
      findings.add(image.indexPosition(), null, "the layout cannot be used: " + layout.problem());
    }
    int rank = image.index().rank(root);
    if (layout.arts() == null || rank < 0) {
      return;
    }
    try {
      LayoutCheck.check(
          image.trees(),
          layout.arts(),
          rank,
          object -> size(image, object),
          (tree, problem) -> tell(image, tree, problem));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long size(ImageParts image, int rank) {
    try {
      return image.pack().size(image.index().offset(rank));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tell(ImageParts image, int rank, String problem) {
    try {
      long position = ImageFormat.PACK_START + image.index().offset(rank);
      findings.add(position, image.index().id(rank), problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Verdict verdict(ImageParts image, ObjectId id, Commit commit) {
    long objects = image.index().count();
    if (commit == null) {
      return new Verdict(null, null, null, null, null, objects, findings.count());
    }
    return new Verdict(
        id.toString(),
        commit.author().name(),
        commit.author().email(),
        commit.tree().toString(),
        commit.message().clone(),
        objects,
        findings.count());
  }
}
