package io.sealcopy.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;

/**
 * From a key record to the volume key by Debian's openssl alone: protocol/spec/key-derivation.md.
 */
final class Unwrapping {
  private static final int MAIN_TO_REMOTE = 1;

  private Unwrapping() {}

  /** Returns a file with the 64 bytes of the volume key. */
  static Path volumeKey(Scratch scratch, SealedPair pair, Path keyRecord, UUID volumeId)
      throws Exception {
    Tools.need("openssl");
    String unique = Long.toHexString(System.nanoTime());
    Path envelope = scratch.path("envelope-" + unique);
    Path privateKey = scratch.path("recipient-" + unique + ".pem");
    Path groupKey = scratch.path("group-key-" + unique);
    Path volumeKey = scratch.path("volume-key-" + unique);
    scratch
        .sealcopy(
            "key",
            "envelope",
            keyRecord.toString(),
            "--recipient",
            pair.recipientCertificate().toString(),
            "--out",
            envelope.toString())
        .expectOk();
    scratch
        .sealcopy(
            "key",
            "export",
            pair.recipientKey().toString(),
            "--out",
            privateKey.toString(),
            "--passphrase-file",
            pair.passphrase.toString())
        .expectOk();
    scratch
        .run(
            "openssl",
            "cms",
            "-decrypt",
            "-binary",
            "-inform",
            "DER",
            "-in",
            envelope.toString(),
            "-recip",
            pair.recipientCertificate().toString(),
            "-inkey",
            privateKey.toString(),
            "-passin",
            "file:" + pair.passphrase,
            "-out",
            groupKey.toString())
        .expectOk();
    scratch
        .run(
            "openssl",
            "kdf",
            "-binary",
            "-keylen",
            "64",
            "-kdfopt",
            "digest:SHA256",
            "-kdfopt",
            "hexkey:" + HexFormat.of().formatHex(Files.readAllBytes(groupKey)),
            "-kdfopt",
            "hexinfo:" + HexFormat.of().formatHex(info(volumeId)),
            "-out",
            volumeKey.toString(),
            "HKDF")
        .expectOk();
    return volumeKey;
  }

  private static byte[] info(UUID volumeId) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes("sealcopy v1\0aes-256-xts\0".getBytes(US_ASCII));
    info.writeBytes(
        ByteBuffer.allocate(16)
            .putLong(volumeId.getMostSignificantBits())
            .putLong(volumeId.getLeastSignificantBits())
            .array());
    info.write(MAIN_TO_REMOTE);
    return info.toByteArray();
  }
}
