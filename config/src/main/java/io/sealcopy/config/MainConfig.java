package io.sealcopy.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The main centre.
 *
 * @param stateDirectory holds journals, keys and identity; belongs to one process
 * @param initiatorName our own iSCSI name where we log in: at remote centres and at backing targets
 * @param journal the journal of each group
 * @param remotes where pairs may go
 * @param plainRemotes pairs may go to targets that are not among them, without TLS
 */
public record MainConfig(
    Path stateDirectory,
    String initiatorName,
    TargetConfig target,
    AdminConfig admin,
    JournalConfig journal,
    List<RemoteSystemConfig> remotes,
    boolean plainRemotes) {}
