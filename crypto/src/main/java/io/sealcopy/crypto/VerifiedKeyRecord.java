package io.sealcopy.crypto;

import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecord.Recipient;
import io.sealcopy.protocol.key.Sha256;

/** A key record that {@link KeyRecordVerifier} has accepted: the only kind that can be opened. */
public final class VerifiedKeyRecord {
  private final KeyRecord record;

  VerifiedKeyRecord(KeyRecord record) {
    this.record = record;
  }

  /** The record. */
  public KeyRecord record() {
    return record;
  }

  /** The suite that the record's key is for. */
  public Result<Suite> suite() {
    return Suites.byId(record.key().suite());
  }

  /** The group key, unwrapped with the private key of one of the recipients. */
  public Result<GroupKey> open(Credential recipient) {
    Sha256 certificate = recipient.fingerprint();
    for (Recipient candidate : record.recipients()) {
      if (candidate.certificate().equals(certificate)) {
        return KeyEnvelope.open(candidate.envelope().toByteArray(), recipient);
      }
    }
    return new Result.Refused<>(new Refusal.NotARecipient(certificate));
  }
}
