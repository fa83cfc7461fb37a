package io.sealcopy.replicator.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.replicator.pair.PairOptions;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code group.json}: what was written by any version is read. */
class PairDefinitionTest {
  private static final String VERSION_1 =
      """
      {"version": 1, "name": "data", "group_id": "00000000-0000-0001-0000-000000000002",
       "volume": "disk", "volume_id": "00000000-0000-0003-0000-000000000004",
       "incarnation": "00000000-0000-0005-0000-000000000006", "block_length": 512,
       "block_count": 2048, "pair_epoch": 1, "generation": 1,
       "key_id": "000102030405060708090a0b0c0d0e0f",
       "remote": "iscsi://host:3261/iqn.2026-01.io.sealcopy:remote/3", "foreign": true,
       "reservation_key": "ff00000000000001", "created_at_millis": 1700000000000,
       "recipients": ["aa"], "token": "1a2b3c4d"}
      """;

  private static final String VERSION_2 =
      """
      {"version": 2, "name": "data", "group_id": "00000000-0000-0001-0000-000000000002",
       "members": [
         {"volume": "disk", "volume_id": "00000000-0000-0003-0000-000000000004",
          "incarnation": "00000000-0000-0005-0000-000000000006", "block_length": 512,
          "block_count": 2048, "remote": "iscsi://host:3261/iqn.2026-01.io.sealcopy:remote/3",
          "reservation_key": "ff00000000000001"},
         {"volume": "log", "volume_id": "00000000-0000-0007-0000-000000000008",
          "incarnation": "00000000-0000-0009-0000-00000000000a", "block_length": 4096,
          "block_count": 100, "remote": "iscsi://host:3261/iqn.2026-01.io.sealcopy:remote/4"}],
       "pair_epoch": 7, "generation": 2, "key_id": "000102030405060708090a0b0c0d0e0f",
       "foreign": true, "options": {"mode": "sync", "fence": "data", "copy_rate": 1000},
       "created_at_millis": 1700000000000, "recipients": ["aa"], "token": "1a2b3c4d"}
      """;

  @Test
  void versionOneIsOneMemberWithTheOptionsOfItsTime() {
    PairDefinition pair = PairDefinition.parse(VERSION_1);
    assertThat(pair.members()).hasSize(1);
    assertThat(pair.first().volume()).isEqualTo("disk");
    assertThat(pair.first().incarnation()).isEqualTo(new UUID(5, 6));
    assertThat(pair.first().remote().lun()).isEqualTo(3);
    assertThat(pair.first().reservationKey()).isEqualTo(Optional.of(0xff00000000000001L));
    assertThat(pair.byteCount()).isEqualTo(1 << 20);
    assertThat(pair.options()).isEqualTo(PairOptions.DEFAULT);
  }

  @Test
  void versionTwoHasMembersAndOptions() {
    PairDefinition pair = PairDefinition.parse(VERSION_2);
    assertThat(pair.members()).extracting(PairMember::volume).containsExactly("disk", "log");
    assertThat(pair.members().get(1).geometry().blockLength()).isEqualTo(4096);
    assertThat(pair.members().get(1).reservationKey()).isEmpty();
    assertThat(pair.byteCount()).isEqualTo((1 << 20) + 409_600);
    assertThat(pair.options().mode()).isEqualTo(PairOptions.Mode.SYNC);
    assertThat(pair.options().fence()).isEqualTo(PairOptions.Fence.DATA);
    assertThat(pair.options().copyRate()).isEqualTo(1000);
    assertThat(pair.options().holes()).isEqualTo(PairOptions.DEFAULT.holes());
  }

  @Test
  void whatIsWrittenIsRead() {
    PairDefinition pair = PairDefinition.parse(VERSION_2);
    assertThat(PairDefinition.parse(pair.toJson())).isEqualTo(pair);
    assertThat(PairDefinition.parse(VERSION_1).toJson()).contains("\"version\":2");
  }

  @Test
  void aWordThatIsNoChoiceIsNamed() {
    assertThatThrownBy(() -> PairDefinition.parse(VERSION_2.replace("sync", "later")))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("options.mode: 'later' is none of async, sync");
  }

  @Test
  void anOptionThatIsNotOfferedIsRefused() {
    assertThatThrownBy(() ->
            PairOptionsJson.requested(Json.parse("{\"options\": {\"colour\": \"red\"}}"), true))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("options.colour");
    assertThat(PairOptionsJson.requested(Json.parse("{}"), true)).isEqualTo(PairOptions.DEFAULT);
  }

  @Test
  void noMembersIsNoPair() {
    String without = "{\"version\": 2, \"members\": [], \"options\": {}}";
    assertThatThrownBy(() -> PairDefinition.parse(without))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("members: empty");
  }
}
