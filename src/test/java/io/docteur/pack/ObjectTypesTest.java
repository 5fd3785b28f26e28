package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.pack.HandLaidPack.DeltaBytes;
import io.docteur.storage.ByteBoundedCache;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The types of a pack's objects. */
class ObjectTypesTest {
  private static final int DELTAS = 500;

  @Test
  void theTypesOfAChainAreToldByOneReadOfEachEntry() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    long offset = laid.whole(ObjectType.BLOB, new byte[] {0});
    for (int i = 1; i <= DELTAS; i++) {
      byte[] content = {(byte) (i >>> Byte.SIZE), (byte) i};
      offset = laid.ofsDelta(offset, new DeltaBytes(i == 1 ? 1 : 2, 2).insert(content).bytes());
    }
    laid.whole(ObjectType.TREE, new byte[0]);
    CountingStorage storage = new CountingStorage(new HeapStorage(laid.bytes()));
    long end = storage.size() - ObjectId.LENGTH;
    ByteBoundedCache cache = new ByteBoundedCache(0);
    RebuiltIndex index = RebuiltIndex.of(storage, 0, storage.size(), cache, GitPack.LIMITS);
    try (Pack pack = new Pack(storage, 0, end, new MapIndex(Map.of()), cache, GitPack.LIMITS)) {
      ObjectTypes types = new PackCheck(storage, 0, end, pack, index).types();
      storage.reads = 0;
      for (long each : laid.offsets()) {
        assertThat(types.at(each)).isEqualTo(each > offset ? ObjectType.TREE : ObjectType.BLOB);
      }
      assertThat(storage.reads).isEqualTo(laid.offsets().size());
    }
  }
}
