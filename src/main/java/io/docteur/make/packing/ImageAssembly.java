package io.docteur.make.packing;

import io.docteur.image.ImageWriter;
import io.docteur.make.output.TemporaryFiles;
import io.docteur.make.output.WriteFailure;
import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.PackIndexWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/** From a source's objects to an image: they are packed, arranged and written, with their index. */
public final class ImageAssembly {
  private final ObjectSource source;
  private final ObjectTable objects;
  private final Packing packing;
  private final Workers workers;
  private final Progress progress;

  /** Assembles nothing yet. */
  public ImageAssembly(
      ObjectSource source,
      ObjectTable objects,
      Packing packing,
      Workers workers,
      Progress progress) {
    this.source = source;
    this.objects = objects;
    this.packing = packing;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Writes the image.
   *
   * @param image an empty file
   * @param temporary has room for what is packed
   * @param blockSize what the parts of the image are padded to
   * @param layout whether the image carries its layout
   */
  public void write(Path image, TemporaryFiles temporary, int blockSize, boolean layout)
      throws IOException {
    PackedEntries packed = new PackedEntries(objects.count());
    int[] byId = objects.byId();
    PackIndexWriter.Entries entries;
    SortedMap<Integer, EntryPoints.Steps> points;
    ObjectId checksum;
    try (PackFile file = new PackFile(image, objects, packed);
        Spools spools = new Spools(temporary)) {
      pack(packed, spools);
      progress.start("writing", objects.count());
      int[] order = Arrangement.of(objects.count(), packed, packing.depth());
      checksum = file.write(order, source, spools, progress);
      progress.end();
      entries = file.entries(byId);
      points = file.points(byId);
    }
    progress.start("finishing", 0);
    try {
      ImageWriter.complete(
          image,
          entries,
          rank -> objects.size(byId[rank]),
          points,
          checksum,
          source.commit(),
          blockSize,
          layout);
    } catch (IOException e) {
      throw WriteFailure.of(image, e);
    }
    progress.end();
  }

  private void pack(PackedEntries packed, Spools spools) throws IOException {
    Reuse reuse = Reuse.apply(source, objects, packed, packing);
    Partitions partitions = new Partitions(objects, reuse, packing.window());
    Sketches sketches = new Sketches();
    Workers.StateFactory<EntryDeflater> deflaters =
        () -> new EntryDeflater(spools.create(), packing.compression());
    progress.start("compressing", partitions.bytes());
    workers.each(
        partitions.count(),
        progress,
        () ->
            new Packer(
                source, objects, packed, reuse, packing, sketches, deflaters.create(), progress),
        (packer, partition) -> packer.pack(partitions, partition));
    progress.end();
    sketches.index(partitions.order());
    progress.start("comparing", sketches.count());
    new FarBases(source, objects, packed, reuse, packing, partitions.order(), sketches)
        .look(workers, deflaters, progress);
    progress.end();
  }
}
