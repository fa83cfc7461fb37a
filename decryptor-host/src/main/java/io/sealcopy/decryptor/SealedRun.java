package io.sealcopy.decryptor;

/**
 * Neighbouring blocks of the copy that are ciphertext of one generation, as the encryption table
 * names them.
 *
 * @param lba first block
 * @param blocks how many, positive
 * @param generation which group key they are sealed under
 */
public record SealedRun(long lba, long blocks, int generation) {}
