package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What must survive the main centre for the copy to be opened: the key record, each recipient's
 * envelope as stock tools take it, the certificate to pin, and what the pair is.
 */
final class Escrow {
  private Escrow() {}

  static void write(Path where, PairDefinition pair, KeyRecord record, byte[] signer)
      throws IOException {
    try (StorageDirectory root = ChannelDirectory.open(where);
        StorageDirectory bundle = root.directory(pair.name() + "-" + pair.groupId())) {
      String key = "generation-" + pair.generation();
      bundle.replace(key + ".key-record", record.encode());
      for (KeyRecord.Recipient recipient : record.recipients()) {
        // openssl cms -decrypt -inform DER opens it.
        bundle.replace(
            key + "-" + recipient.certificate() + ".cms", recipient.envelope().toByteArray());
      }
      bundle.replace("signer.pem", signer);
      bundle.replace("pair.json", pair.toJson().getBytes(UTF_8));
      // Where a decryptor's configuration finds it without knowing the pair's id; another main
      // centre that uses the directory has its own only in its bundles.
      if (!root.exists("signer.pem")) {
        root.replace("signer.pem", signer);
      }
    } catch (IOException e) {
      throw new IOException("the escrow directory " + where + " cannot be written: " + e, e);
    }
  }
}
