package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GroupStateTest {
  private final byte[] vector = SpecPage.named("group-state.md").vector("two members");

  @Test
  void vectorMeansItsValueAndBack() throws IOException {
    GroupState state = GroupState.decode(vector);
    assertThat(state.epoch()).isEqualTo(3);
    assertThat(state.groupId()).isEqualTo(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
    assertThat(state.nexus().map(OpenNexus::generation)).contains(7);
    assertThat(state.members()).hasSize(2);
    assertThat(state.members().getFirst().copy()).isEqualTo("data");
    assertThat(state.members().getLast().copy()).isEqualTo("j\u00fcrg");
    assertThat(state.members().getLast().binding().blockCount()).isEqualTo(1000);
    assertThat(state.encode()).isEqualTo(vector);
  }

  @Test
  void everyTurnedBitIsFound() {
    for (int bit = 0; bit < vector.length * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> GroupState.decode(damaged)).isInstanceOf(IOException.class);
    }
    for (int length = 0; length < vector.length; length++) {
      byte[] cut = Arrays.copyOf(vector, length);
      assertThatThrownBy(() -> GroupState.decode(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theMarkOfACopyNamesItsGroup() throws IOException {
    byte[] mark = SpecPage.named("copy-state.md").vector("of a group, on a volume");
    CopyMark.OfGroup expected =
        new CopyMark.OfGroup(
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            UUID.fromString("c0c1c2c3-c4c5-c6c7-c8c9-cacbcccdcecf"));
    assertThat(CopyMark.decode(mark)).isEqualTo(expected);
    assertThat(expected.encode()).isEqualTo(mark);
    for (int bit = 0; bit < mark.length * 8; bit++) {
      byte[] damaged = mark.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> CopyMark.decode(damaged)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anOlderMarkOfACopyNamesNoVolume() throws IOException {
    byte[] mark = SpecPage.named("copy-state.md").vector("of a group");
    CopyMark.OfGroup expected =
        new CopyMark.OfGroup(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), null);
    assertThat(CopyMark.decode(mark)).isEqualTo(expected);
    assertThat(expected.encode()).isEqualTo(mark);
  }
}
