package io.docteur.make.fetch;

import io.docteur.make.task.MakingThread;
import java.io.File;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Lets JGit find git's configuration as git does, and keeps it from writing where nobody asked it
 * to: it measures how precise the times of files are, with probe files in the repositories that it
 * reads, and notes that in a configuration file of its own in the user's home. That file is still
 * read, but not written.
 */
final class JGitSettings extends SystemReader.Delegate {
  /** How precise JGit takes the times of files to be: Linux's clock for them ticks as often. */
  private static final long PRECISION_MILLIS = 10;

  private final ConfigVariables variables = new ConfigVariables(this::getenv);

  private JGitSettings(SystemReader former) {
    super(former);
  }

  /** Sets this for all of the virtual machine, once. */
  static synchronized void apply() {
    SystemReader former = SystemReader.getInstance();
    if (!(former instanceof JGitSettings)) {
      SystemReader.setInstance(new JGitSettings(former));
    }
  }

  /** JGit asks git where that file is, and makes the thread that does forget an interrupt. */
  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    File named = variables.system();
    return named == null
        ? CompletableFuture.supplyAsync(
                () -> super.openSystemConfig(parent, fs), MakingThread::start)
            .join()
        : new FileBasedConfig(parent, named, fs);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    File named = variables.user();
    ReadOnlyConfig config =
        new ReadOnlyConfig(
            named == null
                ? super.openUserConfig(parent, fs)
                : new FileBasedConfig(parent, named, fs),
            fs);
    variables.addTo(config);
    return config;
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new ReadOnlyConfig(super.openJGitConfig(parent, fs), fs);
  }

  /**
   * What another configuration says, and of every file system how precise its times are, so that
   * nobody measures it.
   */
  private static final class ReadOnlyConfig extends FileBasedConfig {
    ReadOnlyConfig(FileBasedConfig config, FS fs) {
      super(config, config.getFile(), fs);
    }

    @Override
    public boolean isOutdated() {
      return false; // this has nothing of its own; JGit asks the other one too
    }

    @Override
    public void load() {
      // As above.
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long absent, TimeUnit unit) {
      boolean files = section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION);
      return files
          ? unit.convert(PRECISION_MILLIS, TimeUnit.MILLISECONDS)
          : super.getTimeUnit(section, subsection, name, absent, unit);
    }

    @Override
    public void save() {
      // What JGit has to note is of no use to the user.
    }
  }
}
