package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.file.StorageDirectory;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds of pairs that were never completed. */
class BindAttemptsTest {
  private static final UUID GROUP = new UUID(1, 2);

  @TempDir Path path;

  @Test
  void whatACrashHasLeftIsKnownAndAStrangeFileIsLeftAlone() throws Exception {
    try (ChannelDirectory state = ChannelDirectory.open(path)) {
      StorageDirectory attempts = state.directory("attempts");
      attempts.replace(GROUP.toString(), "data".getBytes(UTF_8));
      attempts.replace("notes.txt", "somebody's".getBytes(UTF_8));

      BindAttempts found = BindAttempts.of(state);

      assertThat(found.pairOf(GROUP)).contains("data");
      found.undone(GROUP);
      assertThat(found.pairOf(GROUP)).isEmpty();
      assertThat(attempts.list()).containsExactly("notes.txt");
    }
  }
}
