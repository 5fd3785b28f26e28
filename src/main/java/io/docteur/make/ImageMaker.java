package io.docteur.make;

import io.docteur.DamagedImageException;
import io.docteur.image.ImageFormat;
import io.docteur.make.fetch.Repositories;
import io.docteur.make.output.Destination;
import io.docteur.make.output.StreamDestination;
import io.docteur.make.output.TemporaryFiles;
import io.docteur.make.packing.ImageAssembly;
import io.docteur.make.packing.Packing;
import io.docteur.make.source.Contents;
import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.SourcePack;
import io.docteur.make.source.Sources;
import io.docteur.make.task.Answers;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Makes images, from a git repository or a plain directory.
 *
 * <pre>{@code
 * Summary made = ImageMaker.from(Path.of("site")).threads(4).make(Path.of("site.img"));
 * }</pre>
 *
 * <p>JGit and Guava have to be there, for a directory too. The first use of JGit sets, for the
 * whole virtual machine, that JGit notes nothing in the user's home. What is fetched is hashed by
 * the JDK's SHA-1, as everything else is, which does not detect attacks by collisions, as git's
 * does.
 *
 * <p>The same source and date give the same bytes, with any number of threads. No argument may be
 * null unless it says so. Not thread-safe; one maker may make any number of images.
 */
public final class ImageMaker {
  private static final int MAX_BLOCK_SIZE = 16 << 20;

  private final Sources.Opener source;
  private String ref;
  private OffsetDateTime date;
  private int blockSize = ImageFormat.DEFAULT_BLOCK_SIZE;
  private int threads = Runtime.getRuntime().availableProcessors();
  private boolean layout = true;
  private boolean submodules;
  private Packing packing = Packing.DEFAULT;
  private Path former;
  private Prompt prompt;
  private UnaryOperator<String> environment = System::getenv;
  private ProgressListener listener = (phase, done, total) -> {};

  private ImageMaker(Sources.Opener source) {
    this.source = source;
  }

  /**
   * Names the source: {@code file:///path}, {@code relativize://dir} (under the working directory)
   * or a plain path. Where there is a repository (a work tree, also one whose {@code .git} is a
   * file, or a bare one) or a file that {@code git bundle} made its commit is taken, otherwise the
   * directory itself.
   *
   * <p>Or a remote repository: {@code https://host/path}, {@code http}, {@code ssh} or {@code git}
   * alike, or {@code user@host:path}. Its commit is fetched without its history. A server that asks
   * who is there gets the password that the URL holds, else that of the environment variable {@code
   * DOCTEUR_PASSWORD}, of {@code ~/.netrc}, of the helpers that git's configuration names (by HTTP,
   * where git is installed), or of the {@linkplain #prompt user}. SSH goes by {@code ~/.ssh} and
   * the user's agent, a key's passphrase by {@code DOCTEUR_PASSPHRASE} or the user; it needs {@code
   * org.eclipse.jgit.ssh.apache}. Nothing that is unknown is trusted. A program that {@code
   * GIT_SSH_COMMAND}, {@code core.sshCommand} of the user's configuration or {@code GIT_SSH} names
   * connects in the place of that.
   */
  public static ImageMaker from(String source) {
    Objects.requireNonNull(source);
    return new ImageMaker(request -> Sources.open(source, request));
  }

  /**
   * Names the source, as {@link #from(String)} does by a plain path. It may be a path of any
   * provider, of a zip say; a repository must lie in the default file system.
   */
  public static ImageMaker from(Path source) {
    Objects.requireNonNull(source);
    return new ImageMaker(request -> Sources.open(source, request));
  }

  /**
   * Chooses the commit of a repository: a full ref, the short name of a branch or tag, or an id,
   * which may be abbreviated where the repository is not a remote one. An annotated tag stands for
   * its commit. Null, and the default, is {@code HEAD}. It must not be given for a plain directory.
   */
  public ImageMaker ref(String name) {
    this.ref = name;
    return this;
  }

  /**
   * Sets when a plain directory was committed, its offset from UTC kept to the minute. Null, and
   * the default, is the time of {@link #make}. The commit of a repository has its own date, and a
   * notice says so.
   *
   * @throws IllegalArgumentException when it is before 1970, which git refuses
   */
  public ImageMaker date(OffsetDateTime when) {
    if (when != null && when.toEpochSecond() < 0) {
      throw new IllegalArgumentException("the date must not be before 1970 (UTC), as " + when);
    }
    this.date = when;
    return this;
  }

  /**
   * Sets what the parts of the image are padded to, by default {@value
   * ImageFormat#DEFAULT_BLOCK_SIZE} bytes.
   *
   * @throws IllegalArgumentException when it is not a positive multiple of {@value
   *     ImageFormat#DEFAULT_BLOCK_SIZE}: the original program could not mount such an image; or
   *     when it is more than {@value #MAX_BLOCK_SIZE}
   */
  public ImageMaker blockSize(int bytes) {
    int unit = ImageFormat.DEFAULT_BLOCK_SIZE;
    if (bytes <= 0 || bytes > MAX_BLOCK_SIZE || bytes % unit != 0) {
      throw new IllegalArgumentException(
          "the block size must be a multiple of "
              + unit
              + " to "
              + MAX_BLOCK_SIZE
              + ", not "
              + bytes);
    }
    this.blockSize = bytes;
    return this;
  }

  /**
   * Sets how many threads may work, by default as many as there are processors. Fewer do where the
   * heap is small.
   *
   * @throws IllegalArgumentException when it is less than 1
   */
  public ImageMaker threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + count);
    }
    this.threads = count;
    return this;
  }

  /** Sets whether the image carries its layout, which makes mounting fast. By default it does. */
  public ImageMaker layout(boolean carried) {
    this.layout = carried;
    return this;
  }

  /**
   * Sets whether submodules become directories with their files, nested ones too; by default they
   * stay gitlinks, which read as empty directories. A submodule's commit comes from the repository
   * that git keeps for it in the project's, else from where {@code .gitmodules} says, a relative
   * URL resolved as git does. The password in {@code DOCTEUR_PASSWORD} is for the project's own
   * server alone, and a URL that is a path is followed only where git's {@code protocol.file.allow}
   * is {@code always}.
   *
   * <p>The image then is of a commit of its own, because its tree is another one: author,
   * committer, dates and message are those of the commit that was asked for, which is its only
   * parent. The same commit gives the same one. Where nothing became a directory, the commit stays
   * as it is. A plain directory has no submodules.
   */
  public ImageMaker submodules(boolean followed) {
    this.submodules = followed;
    return this;
  }

  /**
   * Names a former image, of another commit of the same source, say: what both hold is taken over
   * from it, compressed as it is and with its deltas, so that only the rest has to be compressed.
   * The image may be made in its place. All files of a plain directory are read nevertheless, for
   * an image does not tell when a file was changed. Null, and the default, is none.
   */
  public ImageMaker update(Path image) {
    this.former = image;
    return this;
  }

  /** Sets who asks the user for passwords. Null, and the default, is nobody. */
  public ImageMaker prompt(Prompt user) {
    this.prompt = user;
    return this;
  }

  /** Sets what the environment's variables hold. */
  ImageMaker environment(UnaryOperator<String> variables) {
    this.environment = variables;
    return this;
  }

  /** Sets who is told of progress. */
  public ImageMaker progress(ProgressListener progressListener) {
    this.listener = Objects.requireNonNull(progressListener);
    return this;
  }

  /**
   * Sets how many objects a delta's base is looked for among; by default 10. Objects of the same
   * name are looked at five times as far, and a file that stays large is compared with the one that
   * resembles it most, wherever that lies. More makes the image smaller and takes longer, 0 makes
   * no new deltas.
   *
   * @throws IllegalArgumentException when it is not from 0 to {@value Packing#MAX_WINDOW}
   */
  public ImageMaker window(int objects) {
    this.packing = packing.withWindow(objects);
    return this;
  }

  /**
   * Sets how many deltas may lie between a blob and one stored whole; by default 10. More makes the
   * image smaller, and reading slower. It bounds those deltas too that a repository has. Trees keep
   * to 50 where it is more, for the original's sake.
   *
   * @throws IllegalArgumentException when it is not from 0 to {@value Packing#MAX_DEPTH}
   */
  public ImageMaker depth(int deltas) {
    this.packing = packing.withDepth(deltas);
    return this;
  }

  /**
   * Sets how hard zlib tries: from 0, not at all, to {@value Packing#MAX_COMPRESSION}; by default
   * 6. What a repository has compressed already is copied as it is.
   *
   * @throws IllegalArgumentException when it is another number
   */
  public ImageMaker compression(int level) {
    this.packing = packing.withCompression(level);
    return this;
  }

  /**
   * Makes the image in a file or on a block device. A file appears whole, in place of a former file
   * of that name, which stays as it is for those who have it open, or not at all; temporary files
   * lie beside it. It gets the permissions of the former one, and its owner and group as far as
   * this process may give them; a link stays, and leads to the image. For a device the image is
   * made among the system's temporary files first; a device that is too small is left as it was,
   * one that was not written to its end looks like no image.
   *
   * <p>JGit does some of its work in the JDK's common pool. Tasks that hold all threads of that
   * until the image is made, without being threads that make it, keep it from being made.
   *
   * @param image the file to make, or the device
   * @throws java.nio.file.NoSuchFileException when there is no such source or former image, or no
   *     directory for the image
   * @throws io.docteur.DamagedImageException when the former image is none, or is damaged where it
   *     is needed
   * @throws java.nio.file.FileSystemException with the file and the reason, when anything cannot be
   *     read, written or fetched, when the image is to be what is neither a file nor a block
   *     device, when a device is too small or read-only or a disk full, when a file changes while
   *     it is read, when a repository has no such commit, lacks objects or has ids other than
   *     SHA-1's, and when a commit of a plain directory is asked for
   * @throws IllegalArgumentException when the source is not one that {@link #from(String)} names
   * @throws InterruptedIOException when the thread is interrupted, which it then still is
   */
  public Summary make(Path image) throws IOException {
    try (Destination destination = Destination.of(image)) {
      return make(destination, image);
    }
  }

  /**
   * Makes the image among the system's temporary files, then writes it to a stream, which is
   * flushed and stays open. Nothing is written unless the image is whole.
   *
   * @throws IOException as {@link #make(Path)} has it, and what the stream throws
   */
  public Summary make(OutputStream out) throws IOException {
    return make(new StreamDestination(Objects.requireNonNull(out)), null);
  }

  private Summary make(Destination destination, Path image) throws IOException {
    long start = System.nanoTime();
    Progress progress = new Progress(listener::progress);
    Workers workers = new Workers(boundedThreads());
    try (SourcePack old = former == null ? null : SourcePack.ofImage(former);
        ObjectSource objects =
            source.open(
                new Sources.Request(
                    ref, date, image, answers(), workers, progress, submodules, old))) {
      Contents contents = objects.enumerate(workers, progress);
      try (TemporaryFiles temporary = destination.temporaryFiles()) {
        Path file = temporary.create();
        new ImageAssembly(objects, contents.objects(), packing, workers, progress)
            .write(file, temporary, blockSize, layout);
        long length = Files.size(file);
        destination.put(file, progress);
        return new Summary(
            objects.commit().toString(),
            contents.files(),
            contents.objects().count(),
            contents.bytes(),
            length,
            Duration.ofNanos(System.nanoTime() - start),
            List.copyOf(objects.notices()));
      }
    } catch (IOException e) {
      throw Thread.currentThread().isInterrupted() ? interrupted(e) : ofSource(e);
    }
  }

  private Answers answers() {
    return prompt == null
        ? Answers.ofNobody(environment)
        : new Answers(prompt::ask, prompt::askSecretly, environment);
  }

  /** What is damaged is an image only where it is the former one. */
  private IOException ofSource(IOException e) {
    return e instanceof DamagedImageException damaged
            && !damaged.getFile().equals(String.valueOf(former))
        ? Repositories.failure(damaged.getFile(), "damaged: " + damaged.reason(), e)
        : e;
  }

  /** Tells of what an interrupt has broken, the channel of a file above all. */
  private static IOException interrupted(IOException e) {
    IOException interrupted = new InterruptedIOException("interrupted while making an image");
    interrupted.initCause(e);
    return interrupted;
  }

  private int boundedThreads() {
    long fit = Runtime.getRuntime().maxMemory() / Packing.THREAD_MEMORY;
    return (int) Math.max(1, Math.min(threads, fit));
  }
}
