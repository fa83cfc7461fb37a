package io.sealcopy.decryptor.cli;

import io.sealcopy.protocol.key.KeyRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Key records in words, and as JSON: everything they say in the clear. */
final class KeyRecords {
  private KeyRecords() {}

  static Map<String, Object> values(KeyRecord record) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("group_id", record.key().groupId());
    values.put("direction", record.key().direction().name());
    values.put("pair_epoch", record.key().pairEpoch());
    values.put("key_id", record.key().keyId().toString());
    values.put("generation", record.key().generation());
    values.put("first_sequence", record.key().firstSequence());
    values.put("suite", record.key().suite());
    values.put("created", Instant.ofEpochMilli(record.key().createdAtMillis()).toString());
    values.put(
        "recipients", record.recipients().stream().map(r -> r.certificate().toString()).toList());
    values.put("signer", record.signer().fingerprint().toString());
    return values;
  }

  static String text(KeyRecord record) {
    StringBuilder text = new StringBuilder();
    values(record)
        .forEach(
            (name, value) -> text.append("%-15s %s%n".formatted(name.replace('_', ' '), value)));
    return text.toString();
  }
}
