package io.sealcopy.config;

import java.util.List;
import java.util.Optional;

/**
 * An iSCSI target: what main and remote centre have in common.
 *
 * @param name its iSCSI name
 * @param plainRoles roles beyond {@link Role#HOST} are given without CHAP or TLS: whoever knows an
 *     initiator's name has them
 * @param plainLinks the role {@link Role#REPLICATION} is given over connections without TLS too
 * @param chapAlgorithms those accepted, the one preferred first; never empty
 */
public record TargetConfig(
    String name,
    PortalConfig portal,
    List<VolumeConfig> volumes,
    List<InitiatorConfig> initiators,
    boolean plainRoles,
    boolean plainLinks,
    List<ChapAlgorithm> chapAlgorithms,
    LimitsConfig limits) {
  /**
   * What is said of the initiator called {@code name}, itself or as {@link InitiatorConfig#ANY}.
   */
  public Optional<InitiatorConfig> initiator(String name) {
    return initiators.stream()
        .filter(initiator -> initiator.name().equals(name))
        .findFirst()
        .or(() ->
            initiators.stream()
                .filter(initiator -> initiator.name().equals(InitiatorConfig.ANY))
                .findFirst());
  }

  /** The volume called {@code name}. */
  public Optional<VolumeConfig> volume(String name) {
    return volumes.stream().filter(volume -> volume.name().equals(name)).findFirst();
  }
}
