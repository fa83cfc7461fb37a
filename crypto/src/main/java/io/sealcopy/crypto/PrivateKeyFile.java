package io.sealcopy.crypto;

import io.sealcopy.protocol.Crc32c;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A private key under a passphrase: Argon2id (RFC 9106) and AES-256-GCM, in a PEM block of our own,
 * {@code protocol/spec/private-key-file.md}. Works on bytes; the caller reads and writes the file
 * (mode 0600).
 */
public final class PrivateKeyFile {
  static final String PEM_LABEL = "SEALCOPY PRIVATE KEY";

  private static final String WHAT = "a private key file";
  private static final byte[] MAGIC = "SEALPRV1".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int KDF_ARGON2ID = 1;
  private static final int CIPHER_AES_256_GCM = 1;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final int HEADER_BYTES = 56;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_BYTES = 64 * 1024;

  private PrivateKeyFile() {}

  /** Locks a private key; gives a PEM block. */
  public static byte[] lock(
      PrivateKey key, Passphrase passphrase, Argon2Cost cost, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    return lock(key, passphrase, cost, salt, nonce);
  }

  /** With salt and nonce given: for vectors only, since neither may ever be used again. */
  static byte[] lock(
      PrivateKey key, Passphrase passphrase, Argon2Cost cost, byte[] salt, byte[] nonce) {
    byte[] secret = key.getEncoded();
    int sealedBytes = secret.length + TAG_BYTES;
    ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + sealedBytes + CHECKSUM_BYTES);
    file.put(MAGIC).putShort((short) VERSION);
    file.put((byte) KDF_ARGON2ID).put((byte) CIPHER_AES_256_GCM);
    file.putInt(cost.memoryKib()).putInt(cost.iterations()).putInt(cost.parallelism());
    file.put(salt).put(nonce).putInt(sealedBytes);
    byte[] header = Arrays.copyOf(file.array(), HEADER_BYTES);
    try {
      file.put(gcm(Cipher.ENCRYPT_MODE, passphrase, cost, header, secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES-256-GCM", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    file.putInt(Crc32c.of(file.array(), 0, file.position()));
    return Pem.write(PEM_LABEL, file.array());
  }

  /**
   * Reads a private key file: what {@link #lock} made, or PKCS #8 from elsewhere, encrypted (PBES2
   * with PBKDF2) or not. {@link Refusal.NotReadable} says that the file is damaged or of another
   * kind, {@link Refusal.WrongPassphrase} that it is whole and the passphrase does not fit.
   */
  public static Result<PrivateKey> unlock(byte[] pem, Passphrase passphrase) {
    return read(pem, Optional.of(passphrase));
  }

  /** The same without a passphrase: {@link Refusal.PassphraseNeeded} if the file is locked. */
  public static Result<PrivateKey> read(byte[] pem) {
    return read(pem, Optional.empty());
  }

  private static Result<PrivateKey> read(byte[] pem, Optional<Passphrase> passphrase) {
    if (pem.length > MAX_BYTES) {
      return notReadable("it is longer than " + MAX_BYTES + " bytes");
    }
    return Pem.read(WHAT, pem)
        .then(blocks -> {
          try {
            return readOnly(blocks, passphrase);
          } finally {
            blocks.forEach(block -> Arrays.fill(block.bytes(), (byte) 0));
          }
        });
  }

  private static Result<PrivateKey> readOnly(
      List<Pem.Block> blocks, Optional<Passphrase> passphrase) {
    return blocks.size() == 1
        ? readBlock(WHAT, blocks.getFirst(), passphrase)
        : notReadable("it has " + blocks.size() + " PEM blocks, not one");
  }

  /** Reads one block that should hold a private key; {@code what} is the file it stands in. */
  static Result<PrivateKey> readBlock(
      String what, Pem.Block block, Optional<Passphrase> passphrase) {
    return switch (block.label()) {
      case Pkcs8.PEM_LABEL ->
          Pkcs8.read(block.bytes())
              .<Result<PrivateKey>>map(Result.Ok::new)
              .orElseGet(() -> notReadable(what, "what is in it is no RSA or EC key"));
      case Pkcs8.ENCRYPTED_PEM_LABEL ->
          withPassphrase(passphrase, given -> Pkcs8.decrypt(block.bytes(), given));
      case PEM_LABEL -> withPassphrase(passphrase, given -> unlockBlock(block.bytes(), given));
      default -> notReadable(what, "its PEM block " + block.label() + " is no PKCS #8 key");
    };
  }

  private static Result<PrivateKey> withPassphrase(
      Optional<Passphrase> passphrase, Function<Passphrase, Result<PrivateKey>> unlock) {
    return passphrase
        .map(unlock)
        .orElseGet(() -> new Result.Refused<>(new Refusal.PassphraseNeeded()));
  }

  private static Result<PrivateKey> unlockBlock(byte[] file, Passphrase passphrase) {
    Optional<String> problem = problem(file);
    if (problem.isPresent()) {
      return notReadable(problem.get());
    }
    ByteBuffer from = ByteBuffer.wrap(file);
    Argon2Cost cost = new Argon2Cost(from.getInt(12), from.getInt(16), from.getInt(20));
    byte[] header = Arrays.copyOf(file, HEADER_BYTES);
    byte[] sealed = Arrays.copyOfRange(file, HEADER_BYTES, file.length - CHECKSUM_BYTES);
    byte[] secret;
    try {
      secret = gcm(Cipher.DECRYPT_MODE, passphrase, cost, header, sealed);
    } catch (AEADBadTagException _) {
      return new Result.Refused<>(new Refusal.WrongPassphrase());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES-256-GCM", e);
    }
    try {
      return Pkcs8.read(secret)
          .<Result<PrivateKey>>map(Result.Ok::new)
          .orElseGet(() -> notReadable("what is locked in it is no RSA or EC key"));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** What is wrong with the bytes, before any work or memory is spent on them. */
  private static Optional<String> problem(byte[] file) {
    if (file.length < HEADER_BYTES + TAG_BYTES + CHECKSUM_BYTES) {
      return Optional.of("it ends too early");
    }
    ByteBuffer from = ByteBuffer.wrap(file);
    if (!Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.of("it does not begin with SEALPRV1");
    }
    int covered = file.length - CHECKSUM_BYTES;
    if (from.getInt(covered) != Crc32c.of(file, 0, covered)) {
      return Optional.of("its checksum is wrong, it is damaged");
    }
    if (from.getShort(8) != VERSION || file[10] != KDF_ARGON2ID || file[11] != CIPHER_AES_256_GCM) {
      return Optional.of("its version, key derivation or cipher is unknown");
    }
    if (from.getInt(52) != covered - HEADER_BYTES) {
      return Optional.of("a length contradicts the rest");
    }
    String cost = Argon2Cost.problem(from.getInt(12), from.getInt(16), from.getInt(20));
    return cost.isEmpty() ? Optional.empty() : Optional.of(cost);
  }

  private static byte[] gcm(
      int mode, Passphrase passphrase, Argon2Cost cost, byte[] header, byte[] content)
      throws GeneralSecurityException {
    byte[] key = argon2id(passphrase, cost, Arrays.copyOfRange(header, 24, 24 + SALT_BYTES));
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BYTES * Byte.SIZE, header, 40, NONCE_BYTES));
      cipher.updateAAD(header);
      return cipher.doFinal(content);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] argon2id(Passphrase passphrase, Argon2Cost cost, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.iterations())
            .withParallelism(cost.parallelism())
            .withSalt(salt)
            .build());
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(passphrase.bytes(), key);
    return key;
  }

  private static Result<PrivateKey> notReadable(String why) {
    return notReadable(WHAT, why);
  }

  private static Result<PrivateKey> notReadable(String what, String why) {
    return new Result.Refused<>(new Refusal.NotReadable(what, why));
  }
}
