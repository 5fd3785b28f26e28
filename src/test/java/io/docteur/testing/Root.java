package io.docteur.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * What only root gets of Linux: block devices and file systems of a size. Where there is no root,
 * or the command is missing or may not, the running test is skipped.
 */
public final class Root {
  private Root() {}

  /** What goes away on close. */
  public static final class Borrowed implements Closeable {
    private final Path path;
    private final String[] giveBack;

    private Borrowed(Path path, String... giveBack) {
      this.path = path;
      this.giveBack = giveBack;
    }

    /** Returns the device, or the directory. */
    public Path path() {
      return path;
    }

    @Override
    public void close() throws IOException {
      Ended ended = execute(giveBack);
      if (ended.code != 0) {
        throw new IOException(ended.said);
      }
    }
  }

  /** Makes a file a block device. */
  public static Borrowed loopDevice(Path file) {
    return attached(borrow("losetup", "--find", "--show", file.toString()));
  }

  /** Makes a file a block device for reading alone. */
  public static Borrowed readOnlyLoopDevice(Path file) {
    return attached(borrow("losetup", "--find", "--show", "--read-only", file.toString()));
  }

  private static Borrowed attached(String device) {
    return new Borrowed(Path.of(device.strip()), "losetup", "--detach", device.strip());
  }

  /** Makes a file system of a size in memory, in an empty directory. */
  public static Borrowed fileSystem(Path directory, int kibibytes) {
    String size = "size=" + kibibytes + "k";
    borrow("mount", "-t", "tmpfs", "-o", size, "docteur", directory.toString());
    return new Borrowed(directory, "umount", directory.toString());
  }

  /** Mounts a device on an empty directory, for reading alone. */
  public static Borrowed mount(Path device, Path directory) {
    borrow("mount", "-o", "ro", device.toString(), directory.toString());
    return new Borrowed(directory, "umount", directory.toString());
  }

  /** Returns what starts a command that sees other files in the places of the system's. */
  public static List<String> replacing(Map<Path, Path> files, List<String> command) {
    StringBuilder script = new StringBuilder();
    files.forEach(
        (system, file) -> script.append("mount --bind '" + file + "' '" + system + "' && "));
    borrow("unshare", "--mount", "sh", "-c", script + "true");
    List<String> all = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    all.add(script + "exec \"$@\"");
    all.add("sh");
    all.addAll(command);
    return all;
  }

  private record Ended(int code, String said) {}

  private static String borrow(String... command) {
    String line = String.join(" ", command);
    try {
      Assumptions.assumeTrue(isRoot(), "not root: " + line);
      Ended ended = execute(command);
      Assumptions.assumeTrue(ended.code == 0, line + ": " + ended.said);
      return ended.said;
    } catch (IOException e) {
      return Assumptions.abort(line + ": " + e.getMessage());
    }
  }

  private static Ended execute(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] said = process.getInputStream().readAllBytes();
    try {
      return new Ended(process.waitFor(), new String(said, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
  }
}
