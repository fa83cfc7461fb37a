package io.sealcopy.decryptor;

import org.jspecify.annotations.Nullable;

/**
 * How a decryption ended.
 *
 * @param complete the table was found empty: everything that had arrived is plaintext
 * @param blocks blocks turned into plaintext by this run
 * @param superseded writes refused because newer ciphertext had arrived (decrypted in a later
 *     round)
 * @param rounds how often the table was read
 * @param reconnects how often the link was lost and restored
 * @param failure why it stopped early; null when it did not
 */
public record DecryptResult(
    boolean complete,
    long blocks,
    long superseded,
    int rounds,
    int reconnects,
    @Nullable DecryptFailure failure) {}
