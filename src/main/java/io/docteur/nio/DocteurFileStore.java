package io.docteur.nio;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.util.Objects;

/** The one store of a mount: its image. Two of one mount are equal. */
final class DocteurFileStore extends FileStore {
  private final DocteurFileSystem fileSystem;

  DocteurFileStore(DocteurFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  @Override
  public String name() {
    return fileSystem.imageName();
  }

  @Override
  public String type() {
    return "docteur";
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  /** Returns the bytes of the image's file or device. */
  @Override
  public long getTotalSpace() {
    fileSystem.checkOpen();
    return fileSystem.imageLength();
  }

  @Override
  public long getUsableSpace() {
    fileSystem.checkOpen();
    return 0;
  }

  @Override
  public long getUnallocatedSpace() {
    fileSystem.checkOpen();
    return 0;
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return Views.supports(Objects.requireNonNull(type));
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return Attributes.views().contains(name);
  }

  @Override
  public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
    Objects.requireNonNull(type);
    return null;
  }

  @Override
  public Object getAttribute(String attribute) {
    return switch (attribute) {
      case "totalSpace" -> getTotalSpace();
      case "usableSpace" -> getUsableSpace();
      case "unallocatedSpace" -> getUnallocatedSpace();
      default -> throw new UnsupportedOperationException("no such attribute: " + attribute);
    };
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof DocteurFileStore that && that.fileSystem == fileSystem;
  }

  @Override
  public int hashCode() {
    return fileSystem.hashCode();
  }

  @Override
  public String toString() {
    return name();
  }
}
