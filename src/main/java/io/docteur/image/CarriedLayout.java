package io.docteur.image;

import io.docteur.layout.StoredArts;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.EntryTable;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.util.List;

/**
 * The layout that an image carries. It is a cache of what the trees say: where there is none, or
 * one that cannot be used, the trees serve.
 *
 * @param arts the ARTs of all directories, or null
 * @param length the bytes that they take in the image, checksums included
 * @param entries what is told of the pack's entries; null where the image does not tell
 * @param points where large blobs can be entered; null where the image does not tell
 * @param problem why the image's layout cannot be used, or null
 * @param parts all that it takes in the image; none where there is no layout that can be used
 */
public record CarriedLayout(
    StoredArts arts,
    long length,
    EntryTable entries,
    EntryPoints points,
    String problem,
    List<Section> parts) {
  private static final CarriedLayout NONE = unusable(null);

  /** Finds the layout before an index; reads a fixed number of bytes. */
  static CarriedLayout read(
      Storage storage, long indexPosition, int objects, ByteBoundedCache cache) throws IOException {
    try {
      Footer footer = Footer.read(storage, indexPosition);
      return footer == null
          ? NONE
          : open(storage, footer, footer.parts(indexPosition), objects, cache);
    } catch (UnusableLayoutException e) {
      return unusable(e.getMessage());
    }
  }

  private static CarriedLayout unusable(String problem) {
    return new CarriedLayout(null, 0, null, null, problem, List.of());
  }

  private static CarriedLayout open(
      Storage storage, Footer footer, List<Section> parts, int objects, ByteBoundedCache cache)
      throws UnusableLayoutException {
    Section directories = footer.section(Section.DIRECTORIES);
    Section checksums = footer.section(Section.PAGE_CHECKSUMS);
    if (checksums.length() != StoredPages.count(directories.length()) * Integer.BYTES) {
      throw new UnusableLayoutException("a layout with another number of checksums than pages");
    }
    StoredPages pages = new StoredPages(storage, directories, checksums, cache);
    return new CarriedLayout(
        new StoredArts(pages, directories.detail(), directories.length()),
        directories.length() + checksums.length(),
        entries(storage, footer, objects, cache),
        points(storage, footer, cache),
        null,
        parts);
  }

  private static EntryTable entries(
      Storage storage, Footer footer, int objects, ByteBoundedCache cache)
      throws UnusableLayoutException {
    Section section = footer.optional(Section.ENTRIES);
    return section == null
        ? null
        : new EntryRows(new PagedSection(storage, section, cache), objects);
  }

  private static EntryPoints points(Storage storage, Footer footer, ByteBoundedCache cache)
      throws UnusableLayoutException {
    Section section = footer.optional(Section.ENTRY_POINTS);
    return section == null
        ? null
        : new EntryPointRows(new PagedSection(storage, section, cache), section.detail());
  }

  /** Returns what stands for the layout of an image that is read without one. */
  static CarriedLayout none() {
    return NONE;
  }
}
