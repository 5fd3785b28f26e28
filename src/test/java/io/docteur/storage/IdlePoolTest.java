package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdlePoolTest {
  @Test
  void whatIsKeptIsTakenOnceAndNoMoreIsKeptThanSaid() {
    for (int most = 0; most < 5; most++) {
      IdlePool<Integer> pool = new IdlePool<>(most);
      for (int i = 0; i < 7; i++) {
        assertThat(pool.keep(i)).isEqualTo(i < most);
      }
      Set<Integer> taken = new HashSet<>();
      for (Integer one = pool.take(); one != null; one = pool.take()) {
        assertThat(taken.add(one)).isTrue();
      }
      assertThat(taken).hasSize(most).allMatch(one -> one < pool.most());
    }
  }
}
