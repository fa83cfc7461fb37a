package io.sealcopy.storage.volume;

import java.util.UUID;

/**
 * What is true of a volume while it is open.
 *
 * @param id names the volume for ever: its designators in VPD page 83h come from it
 * @param incarnation changes when the contents were lost or swapped (file recreated, memory volume
 *     restarted): a pair refuses to ship a volume of another incarnation (rule 8)
 * @param keepsContents false for memory: nothing survives the process
 * @param writeProtected no nexus may change it
 * @param thin unmapped blocks take no space, so that UNMAP is offered (LBPME)
 * @param volatileCache completed writes may be lost with power until {@link Volume#flush} (WCE)
 */
public record VolumeTraits(
    UUID id,
    UUID incarnation,
    boolean keepsContents,
    boolean writeProtected,
    boolean thin,
    boolean volatileCache) {}
