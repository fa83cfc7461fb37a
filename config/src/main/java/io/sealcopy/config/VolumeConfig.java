package io.sealcopy.config;

import java.util.OptionalLong;

/**
 * One volume and the logical unit that shows it.
 *
 * @param name what people and pairs call it; letters, digits, dot, dash, underscore
 * @param lun 0 to 16383, unique within the target
 * @param size bytes, a multiple of the block length; empty: as large as what is there already
 * @param blockLength bytes of a logical block, 512 or 4096
 * @param thin unmapped blocks take no space
 * @param readOnly no initiator may change it
 * @param removable its medium can be ejected and loaded
 * @param sanitizeRate bytes a second that a SANITIZE writes at most
 */
public record VolumeConfig(
    String name,
    int lun,
    Backing backing,
    OptionalLong size,
    int blockLength,
    boolean thin,
    boolean readOnly,
    boolean removable,
    long sanitizeRate) {}
