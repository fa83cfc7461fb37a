package io.sealcopy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The main centre.
 *
 * @param stateDirectory holds journals, keys and identity; belongs to one process
 * @param initiatorName our own iSCSI name where we log in: at remote centres and at backing targets
 * @param journal the journal of each group
 * @param remotes where pairs may go
 * @param receiveJournal of each group of volumes that are copies of another centre's now
 * @param receiveMemory what WRITEs to copies may hold until they are in place
 * @param earlierImage bytes that an earlier image may take of each copy
 * @param automaticTakeOver as of a remote centre; empty: never
 * @param plainRemotes pairs may go to targets that are not among them, without TLS
 */
public record MainConfig(
    Path stateDirectory,
    String initiatorName,
    TargetConfig target,
    AdminConfig admin,
    JournalConfig journal,
    List<RemoteSystemConfig> remotes,
    JournalConfig receiveJournal,
    MemoryConfig receiveMemory,
    long earlierImage,
    Optional<Duration> automaticTakeOver,
    boolean plainRemotes) {}
