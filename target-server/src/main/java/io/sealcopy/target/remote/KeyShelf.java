package io.sealcopy.target.remote;

import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/** The key records of one copy, one file a generation; checked by layout and checksum only. */
final class KeyShelf {
  /** Offsets in a key record, for field pointers ({@code key-record.md}). */
  private static final int DIRECTION_AT = 10;

  private static final int GROUP_AT = 16;
  private static final int GENERATION_AT = 72;

  private final StorageDirectory directory;
  private final TreeMap<Integer, StoredKey> keys = new TreeMap<>();

  private KeyShelf(StorageDirectory directory) {
    this.directory = directory;
  }

  /**
   * Reads all records.
   *
   * @throws IOException naming the file that is no key record
   */
  static KeyShelf load(StorageDirectory directory) throws IOException {
    KeyShelf shelf = new KeyShelf(directory);
    for (String name : directory.list()) {
      byte[] bytes = directory.readAll(name);
      switch (KeyRecordCodec.decode(bytes)) {
        case KeyRecordCodec.Decoded.Valid(var record) ->
            shelf.keys.put(record.key().generation(), new StoredKey(record.key(), bytes));
        case KeyRecordCodec.Decoded.Malformed malformed ->
            throw new IOException("key record " + name + ": " + malformed.message());
      }
    }
    return shelf;
  }

  /** Keeps a record for good, or says what is wrong with it. */
  CopyAnswer store(byte[] bytes, BindCopy binding) throws IOException {
    return switch (KeyRecordCodec.decode(bytes)) {
      case KeyRecordCodec.Decoded.Malformed malformed ->
          new CopyAnswer.WrongField(malformed.offset(), malformed.message());
      case KeyRecordCodec.Decoded.Valid(var record) -> {
        KeyDescription key = record.key();
        if (key.direction() != binding.direction()) {
          yield new CopyAnswer.WrongField(DIRECTION_AT, "the copy is bound the other way");
        }
        if (!key.groupId().equals(binding.groupId())) {
          yield new CopyAnswer.WrongField(GROUP_AT, "the copy is bound to another group");
        }
        yield keep(new StoredKey(key, bytes.clone()));
      }
    };
  }

  private CopyAnswer keep(StoredKey key) throws IOException {
    int generation = key.description().generation();
    StoredKey known = keys.get(generation);
    if (known != null) {
      return Arrays.equals(known.bytes(), key.bytes())
          ? new CopyAnswer.Done()
          : new CopyAnswer.WrongField(
              GENERATION_AT, "another key record of generation " + generation + " is stored");
    }
    directory.replace("generation-" + generation, key.bytes());
    keys.put(generation, key);
    return new CopyAnswer.Done();
  }

  Optional<StoredKey> ofGeneration(int generation) {
    return Optional.ofNullable(keys.get(generation));
  }

  Optional<StoredKey> ofKeyId(KeyId keyId) {
    return keys.values().stream().filter(k -> k.description().keyId().equals(keyId)).findFirst();
  }

  /** By rising generation, from {@code first} on. */
  Collection<StoredKey> from(long first) {
    return first > Integer.MAX_VALUE
        ? keys.tailMap(Integer.MAX_VALUE, false).values()
        : keys.tailMap((int) first).values();
  }
}
