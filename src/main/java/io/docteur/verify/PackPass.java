package io.docteur.verify;

import io.docteur.DamagedImageException;
import io.docteur.image.ImageFormat;
import io.docteur.image.ImageParts;
import io.docteur.pack.Blob;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.EntryTable;
import io.docteur.pack.Families;
import io.docteur.pack.FamilyCheck;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.ObjectTypes;
import io.docteur.pack.Pack;
import io.docteur.pack.PackCheck;
import io.docteur.pack.PackIndex;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Checks every entry of the pack by several threads, then the checksums and the index. */
final class PackPass {
  /** Entries that one thread takes at a time: neighbours, for they share bases. */
  private static final int CHUNK = 256;

  private static final int UNKNOWN = -1;

  private final ImageParts image;
  private final int threads;
  private final Findings findings;
  private final Verifier.Progress progress;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean tableToldWrong = new AtomicBoolean();
  private final PackCheck check;
  private Families families;
  private long done;

  /**
   * A pass that has not begun.
   *
   * @throws DamagedImageException when the index does not tell where the entries lie
   */
  PackPass(ImageParts image, int threads, Findings findings, Verifier.Progress progress)
      throws IOException {
    this.image = image;
    this.check = image.packCheck();
    this.threads = threads;
    this.findings = findings;
    this.progress = progress;
  }

  ImageParts image() {
    return image;
  }

  /** Returns what tells the types of all objects, for one thread. */
  ObjectTypes types() {
    return check.types();
  }

  void run() throws IOException {
    checkFirstOffset();
    checkPoints();
    families = check.families();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> workers = new ArrayList<>();
      workers.add(executor.submit((Callable<Void>) this::checkEnd));
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit((Callable<Void>) this::checkEntries));
      }
      for (Future<Void> worker : workers) {
        get(worker);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void checkFirstOffset() throws IOException {
    if (check.count() > 0 && check.offset(0) != PackCheck.firstOffset()) {
      tell(0, "the first entry of the pack is in no index");
    }
  }

  private void checkPoints() throws IOException {
    EntryPoints points = image.carriedLayout().points();
    if (points == null) {
      return;
    }
    try {
      points.check();
    } catch (DamagedImageException e) {
      findings.add(e);
    }
  }

  private Void checkEntries() throws IOException {
    int last = check.count() - 1;
    try (FamilyCheck family = check.familyCheck(families)) {
      for (int from = next.getAndAdd(CHUNK);
          from >= 0 && from < last;
          from = next.getAndAdd(CHUNK)) {
        int checked = 0;
        for (int i = from; i < Math.min(from + CHUNK, last); i++) {
          checked += families.isFirst(i) ? family.check(i, this::check) : 0;
        }
        progress(checked);
      }
    }
    return null;
  }

  /** Checks what a sound entry leaves to check, and all of any other one. */
  private void check(int number, boolean sound) throws IOException {
    if (!sound) {
      check(number);
      return;
    }
    try {
      checkRest(number, check.offset(number + 1));
    } catch (DamagedImageException e) {
      tell(number, e);
    }
  }

  private void checkRest(int number, long end) throws IOException {
    checkTable(number, end);
    checkSteps(number);
  }

  /** Checks the last entry, and what can be told once it is known where that ends. */
  private Void checkEnd() throws IOException {
    long end = check.count() == 0 ? PackCheck.firstOffset() : check(check.count() - 1);
    progress(Math.min(1, check.count()));
    if (end != UNKNOWN) { // else the place of the pack's checksum is unknown
      checkChecksums(end);
    }
    return null;
  }

  private long check(int number) throws IOException {
    try {
      long end = check.check(number);
      checkRest(number, end);
      return end;
    } catch (DamagedImageException e) {
      tell(number, e);
      return UNKNOWN;
    }
  }

  /** A page that is damaged is wrong about many entries: one is told. */
  private void checkTable(int number, long end) throws IOException {
    EntryTable table = image.carriedLayout().entries();
    if (table != null
        && !check.agrees(table, number, end)
        && tableToldWrong.compareAndSet(false, true)) {
      tell(number, "the layout is wrong about the entry of this object, or about others too");
    }
  }

  /** A large blob is read step by step, each entered afresh, as readers do. */
  private void checkSteps(int number) throws IOException {
    int rank = check.rank(number);
    EntryPoints points = image.carriedLayout().points();
    if (points == null || points.steps(rank) == null) {
      return;
    }
    try (Blob blob = image.blobs().open(rank)) {
      if (!Pack.hash(ObjectType.BLOB, blob).equals(check.id(number))) {
        tell(number, "the steps of a large blob are not what it holds");
      }
    }
  }

  private synchronized void progress(int more) {
    done += more;
    progress.checked(done, check.count());
  }

  private void checkChecksums(long end) throws IOException {
    ObjectId trailer = check.trailer(end);
    if (trailer == null) {
      findings.add(ImageFormat.PACK_START + end, null, "the pack ends without its checksum");
      return;
    }
    if (!trailer.equals(check.checksum(end))) {
      findings.add(
          ImageFormat.PACK_START + end, null, "the pack's checksum is not that of its bytes");
    }
    if (image.index() instanceof PackIndex index) {
      checkIndex(index, trailer);
      checkPadding(ImageFormat.PACK_START + end + ObjectId.LENGTH, index);
    }
  }

  private void checkPadding(long packEnd, PackIndex index) throws IOException {
    long stray = image.strayByte(packEnd, index);
    if (stray >= 0) {
      findings.add(stray, null, "bytes that are neither zeros nor a part of the image");
    }
  }

  private void checkIndex(PackIndex index, ObjectId trailer) throws IOException {
    try {
      long difference = index.difference(trailer);
      if (difference >= 0) {
        findings.add(difference, null, "the index is not the one that git writes for this pack");
      }
    } catch (IllegalArgumentException e) {
      findings.add(image.indexPosition(), null, "the index is not in order: " + e.getMessage());
    }
  }

  private void tell(int number, String message) throws IOException {
    findings.add(ImageFormat.PACK_START + check.offset(number), check.id(number), message);
  }

  private void tell(int number, DamagedImageException damage) throws IOException {
    findings.add(damage.of(check.id(number).toString()));
  }

  private static <T> T get(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while checking");
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (failure instanceof IOException io) {
        throw io;
      }
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failure);
    }
  }
}
