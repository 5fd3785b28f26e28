package io.docteur.make.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Whose a file is and who may read it, which the file in its place takes over, where the file
 * system knows of owners.
 */
final class FormerRights {

  /** A change that this process may not be allowed to make. */
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private FormerRights() {}

  /**
   * Returns what a temporary file is created with that is going to be in the place of another: the
   * rights of any new file, or, where there is a former one, nobody else's to read until it has
   * that one's.
   */
  static FileAttribute<?>[] temporary(Path target) {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!posix || !Files.exists(target)) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> own =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(own)};
  }

  /**
   * Gives a file the group, the permissions and the owner of a former one, as far as this process
   * may. Where it may not give the group, the group that it has gets no more than everybody.
   */
  static void keep(Path former, Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    PosixFileAttributes rights = Files.readAttributes(former, PosixFileAttributes.class);
    Set<PosixFilePermission> permissions = new HashSet<>(rights.permissions());
    if (!isAllowed(() -> view.setGroup(rights.group()))) {
      limit(permissions, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
      limit(permissions, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
      limit(permissions, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
    }
    isAllowed(() -> view.setPermissions(permissions));
    isAllowed(() -> view.setOwner(rights.owner()));
  }

  private static void limit(
      Set<PosixFilePermission> permissions, PosixFilePermission group, PosixFilePermission others) {
    if (!permissions.contains(others)) {
      permissions.remove(group);
    }
  }

  private static boolean isAllowed(Change change) {
    try {
      change.make();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
