package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RangeOwnersTest {
  @Test
  void agreesWithAnOwnerPerBlock() {
    Seeds.forEach(
        20,
        (random, _) -> {
          RangeOwners owners = new RangeOwners();
          long[] model = new long[100];
          for (int i = 0; i < 200; i++) {
            int start = random.nextInt(100);
            int end = random.nextInt(start + 1, 101);
            long nexus = random.nextLong(1, 4);
            switch (random.nextInt(5)) {
              case 0 -> {
                owners.drop(nexus);
                for (int b = 0; b < 100; b++) {
                  model[b] = model[b] == nexus ? 0 : model[b];
                }
              }
              case 1, 2 -> {
                owners.set(start, end, nexus);
                Arrays.fill(model, start, end, nexus);
              }
              default -> {
                boolean owns = true;
                for (int b = start; b < end; b++) {
                  owns &= model[b] == nexus;
                }
                assertThat(owners.owns(nexus, start, end)).isEqualTo(owns);
              }
            }
          }
        });
  }
}
