package io.sealcopy.crypto;

import io.sealcopy.protocol.key.Sha256;

/**
 * Why something was not done. Tells what an operator can act on; a failed unwrapping or signature
 * tells nothing more than that it failed, so that nobody can probe keys with it.
 */
public sealed interface Refusal {
  /** One sentence without a full stop, to follow the name of the thing refused. */
  String message();

  /** A suite id or name that no version of this program has given out. */
  record UnknownSuite(String given) implements Refusal {
    @Override
    public String message() {
      return "unknown suite " + given;
    }
  }

  /** A suite whose id is reserved but which this version cannot seal or open with. */
  record SuiteNotAvailable(String suiteName) implements Refusal {
    @Override
    public String message() {
      return "suite " + suiteName + " is not available in this version";
    }
  }

  /** Bytes that should hold a certificate, a key file or an identity and do not. */
  record NotReadable(String what, String why) implements Refusal {
    @Override
    public String message() {
      return "not " + what + ": " + why;
    }
  }

  /** A certificate whose kind of key cannot be used for what was asked. */
  record UnsupportedKey(String kind) implements Refusal {
    @Override
    public String message() {
      return "certificate has a key that cannot be used here: " + kind;
    }
  }

  /** The passphrase does not open the private key file. */
  record WrongPassphrase() implements Refusal {
    @Override
    public String message() {
      return "wrong passphrase";
    }
  }

  /** The file is locked with a passphrase and none was given. */
  record PassphraseNeeded() implements Refusal {
    @Override
    public String message() {
      return "the private key is locked: a passphrase is needed";
    }
  }

  /** A private key and a certificate that do not belong together. */
  record KeyMismatch() implements Refusal {
    @Override
    public String message() {
      return "the private key does not belong to the certificate";
    }
  }

  /** A key record signed by someone other than the pinned main centre. */
  record UnpinnedSigner(Sha256 pinned, Sha256 found) implements Refusal {
    @Override
    public String message() {
      return "key record is signed by " + found + ", pinned is " + pinned;
    }
  }

  /** A signature that does not fit the record, or is made in a way this version does not know. */
  record BadSignature() implements Refusal {
    @Override
    public String message() {
      return "the signature of the key record is wrong";
    }
  }

  /** A genuine key record, but not the one that was expected. */
  record UnexpectedRecord(String field, String expected, String found) implements Refusal {
    @Override
    public String message() {
      return "key record has " + field + " " + found + ", expected " + expected;
    }
  }

  /** The record holds no envelope for this certificate. */
  record NotARecipient(Sha256 certificate) implements Refusal {
    @Override
    public String message() {
      return "no key for certificate " + certificate + " in the key record";
    }
  }

  /** The envelope does not open with this private key, or is damaged, or holds no group key. */
  record EnvelopeNotOpened() implements Refusal {
    @Override
    public String message() {
      return "the key envelope does not open with this private key";
    }
  }
}
