package io.sealcopy.target.scsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitStoresTest {
  private static final UUID UNIT = new UUID(1, 2);

  @TempDir Path path;
  private StorageDirectory state;
  private UnitStores stores;

  @BeforeEach
  void open() throws IOException {
    state = ChannelDirectory.open(path);
    stores = UnitStores.open(state);
  }

  @AfterEach
  void close() throws IOException {
    stores.close();
    state.close();
  }

  private static @Nullable String save(UnitStore store, String part, byte... content) {
    CompletableFuture<@Nullable String> ended = new CompletableFuture<>();
    store.save(part, content, ended::complete);
    return ended.join();
  }

  private void restart() throws IOException {
    close();
    open();
  }

  @Test
  void whatWasSavedLastIsThereAfterARestart() throws IOException {
    UnitStore store = stores.of("disk", UNIT);
    assertThat(store.load("sanitize")).isNull();
    assertThat(save(store, "sanitize", new byte[] {1})).isNull();
    assertThat(save(store, "sanitize", new byte[] {2, 3})).isNull();
    assertThat(store.load("sanitize")).containsExactly(2, 3);
    restart();
    assertThat(stores.of("disk", UNIT).load("sanitize")).containsExactly(2, 3);
    assertThat(stores.of("other", UNIT).load("sanitize")).isNull();
  }

  @Test
  void whatWasDeletedStaysAway() throws IOException {
    UnitStore store = stores.of("disk", UNIT);
    save(store, "modes", new byte[] {1});
    store.delete("modes", _ -> {});
    store.delete("never-there", failure -> assertThat(failure).isNull());
    restart();
    assertThat(stores.of("disk", UNIT).load("modes")).isNull();
  }

  @Test
  void theStateOfAnotherVolumeIsIgnored() throws IOException {
    save(stores.of("disk", UNIT), "modes", new byte[] {1});
    restart();
    assertThat(stores.of("disk", new UUID(1, 3)).load("modes")).isNull();
  }

  @Test
  void aDamagedFileStopsTheStartAndIsNamed() throws IOException {
    save(stores.of("disk", UNIT), "modes", new byte[] {1});
    state.directory("units").directory("disk").replace("modes", new byte[40]);
    assertThatThrownBy(() -> stores.of("disk", UNIT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("units/disk/modes is damaged");
  }

  @Test
  void aSaveAfterTheEndFails() throws IOException {
    UnitStore store = stores.of("disk", UNIT);
    stores.close();
    assertThat(save(store, "modes", new byte[] {1})).isEqualTo("the program is ending");
  }
}
