package io.docteur.nio;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/** The views of attributes as objects. Their setters refuse, as the provider does. */
final class Views {
  private Views() {}

  /** Returns a view of a type, or null when there is none. */
  static FileAttributeView of(
      DocteurPath path, boolean follow, Class<? extends FileAttributeView> type) {
    if (type == BasicFileAttributeView.class) {
      return new Basic(path, follow);
    }
    if (type == PosixFileAttributeView.class) {
      return new Posix(path, follow);
    }
    if (type == FileOwnerAttributeView.class) {
      return new Owner(path, follow);
    }
    return type == GitFileAttributeView.class ? new Git(path, follow) : null;
  }

  /** Tells whether there is a view of a type. */
  static boolean supports(Class<? extends FileAttributeView> type) {
    return of(null, true, type) != null;
  }

  private static class Basic implements BasicFileAttributeView {
    final DocteurPath path;
    final boolean follow;

    Basic(DocteurPath path, boolean follow) {
      this.path = path;
      this.follow = follow;
    }

    @Override
    public String name() {
      return "basic";
    }

    ImageAttributes read(StoredAs.Asked asked) throws IOException {
      return Attributes.read(path, follow, asked);
    }

    @Override
    public ImageAttributes readAttributes() throws IOException {
      return read(StoredAs.Asked.NOTHING);
    }

    @Override
    public void setTimes(FileTime lastModified, FileTime lastAccess, FileTime creation) {
      throw DocteurFileSystemProvider.refuse(path);
    }
  }

  private static final class Posix extends Basic implements PosixFileAttributeView {
    Posix(DocteurPath path, boolean follow) {
      super(path, follow);
    }

    @Override
    public String name() {
      return "posix";
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) {
      throw DocteurFileSystemProvider.refuse(path);
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) {
      throw DocteurFileSystemProvider.refuse(path);
    }

    @Override
    public void setGroup(GroupPrincipal group) {
      throw DocteurFileSystemProvider.refuse(path);
    }
  }

  private record Owner(DocteurPath path, boolean follow) implements FileOwnerAttributeView {
    @Override
    public String name() {
      return "owner";
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return Attributes.read(path, follow, StoredAs.Asked.NOTHING).owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) {
      throw DocteurFileSystemProvider.refuse(path);
    }
  }

  private static final class Git extends Basic implements GitFileAttributeView {
    Git(DocteurPath path, boolean follow) {
      super(path, follow);
    }

    @Override
    public String name() {
      return "git";
    }

    @Override
    public ImageAttributes readAttributes() throws IOException {
      return read(StoredAs.Asked.PACKING);
    }

    @Override
    public Optional<SeekableByteChannel> openDeflated() throws IOException {
      return DocteurFileSystemProvider.openDeflated(path, follow);
    }
  }
}
