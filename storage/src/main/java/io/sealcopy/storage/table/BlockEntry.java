package io.sealcopy.storage.table;

/**
 * One block's entry.
 *
 * @param generation of the key the block is sealed under; 0 for plaintext
 * @param checksum CRC32C of the stored block; 0 for plaintext
 * @param sequence the journal sequence that put the block there; 0 for plaintext
 */
public record BlockEntry(BlockState state, int generation, int checksum, long sequence) {}
