/**
 * Sealing suites, key derivation, key envelopes and key records: the only code that names {@code
 * javax.crypto} or Bouncy Castle. It touches no file; callers read and write the bytes.
 *
 * <p>{@link io.sealcopy.crypto.Aes256Gcm} is the cipher of the authenticated suite, which is not
 * there yet: no suite uses it.
 *
 * <p><b>Secrets in memory.</b> Group keys, volume keys and passphrases are held in arrays of their
 * own and overwritten when closed; copies made here on the way are overwritten at once. What the
 * runtime does not allow stays behind until the collector reuses the memory, and may be moved by it
 * before:
 *
 * <ul>
 *   <li>key schedules inside the JDK's ciphers, for as long as a {@link
 *       io.sealcopy.crypto.BlockCipher} lives and after;
 *   <li>{@code SecretKeySpec} and private key objects, whose {@code destroy} does nothing in the
 *       JDK's own providers;
 *   <li>working memory of Bouncy Castle (unwrapping, Argon2id) and of HKDF;
 *   <li>sealed blocks before sealing and after opening: a cipher's scratch space holds the last
 *       chunk of plaintext.
 * </ul>
 *
 * <p>Against a reader of the process's memory, its swap or its core dump this is no protection:
 * switch core dumps off and encrypt swap.
 */
@NullMarked
package io.sealcopy.crypto;

import org.jspecify.annotations.NullMarked;
