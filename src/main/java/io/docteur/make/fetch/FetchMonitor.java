package io.docteur.make.fetch;

import io.docteur.make.task.Progress;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Tells of JGit's progress as of ours. A fetch ends soon after this was cancelled. */
final class FetchMonitor implements ProgressMonitor {
  private final Progress progress;
  private volatile boolean cancelled;

  FetchMonitor(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void start(int totalTasks) {
    // The phases are told one by one.
  }

  @Override
  public void beginTask(String title, int totalWork) {
    progress.start(phase(title), Math.max(0, totalWork));
  }

  /** What the server says of its own work is not repeated. */
  private static String phase(String title) {
    if (title.equals(JGitText.get().receivingObjects)) {
      return "receiving objects";
    }
    return title.equals(JGitText.get().resolvingDeltas)
        ? "resolving deltas"
        : "waiting for the server";
  }

  @Override
  public void update(int completed) {
    progress.add(completed);
  }

  @Override
  public void endTask() {
    progress.end();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public void showDuration(boolean enabled) {
    // Durations are not shown.
  }
}
