package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.replicator.link.Attempts;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For each group that copies are bound to before its pair is there, a file named by the group with
 * the pair's name in it, from before the first copy is bound until the pair is there or all are
 * unbound: after a crash in between the copies are known as this centre's own to unbind.
 */
final class BindAttempts implements Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(BindAttempts.class);

  private final StorageDirectory directory;
  private final Map<UUID, String> pairs = new ConcurrentHashMap<>();

  /** Those that a crash or a lost remote has left in a state directory. */
  static BindAttempts of(StorageDirectory state) throws IOException {
    return new BindAttempts(state.directory("attempts"));
  }

  private BindAttempts(StorageDirectory directory) throws IOException {
    this.directory = directory;
    for (String name : directory.list()) {
      UUID group = groupOf(name);
      if (group != null) {
        pairs.put(group, new String(directory.readAll(name), UTF_8));
      }
    }
  }

  private static @Nullable UUID groupOf(String name) {
    try {
      return UUID.fromString(name);
    } catch (IllegalArgumentException _) {
      LOG.warn("the file attempts/{} is none of ours, its name is no group id: left alone", name);
      return null;
    }
  }

  /** Before the first copy is bound. */
  void begin(PairDefinition pair) throws IOException {
    directory.replace(pair.groupId().toString(), pair.name().getBytes(UTF_8));
    pairs.put(pair.groupId(), pair.name());
  }

  /** The pair is there: its attempt, if there is one, is none any more. */
  void completed(PairDefinition pair) {
    if (pairs.containsKey(pair.groupId())) {
      undone(pair.groupId());
    }
  }

  @Override
  public Optional<String> pairOf(UUID groupId) {
    return Optional.ofNullable(pairs.get(groupId));
  }

  @Override
  public void undone(UUID groupId) {
    pairs.remove(groupId);
    try {
      directory.delete(groupId.toString());
    } catch (IOException e) {
      LOG.warn("the file attempts/{} cannot be deleted: {}", groupId, e.getMessage());
    }
  }
}
