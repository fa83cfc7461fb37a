package io.sealcopy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The remote centre. Nothing in it is a key, nor leads to one.
 *
 * @param stateDirectory holds receive journals, tables, wrapped keys; belongs to one process
 * @param initiatorName our own iSCSI name where we log in: at backing targets
 * @param receiveJournal the receive journal of each group of copies
 * @param receiveMemory what WRITEs may hold until they are in place
 * @param earlierImage what an earlier image may take of each copy
 * @param automaticTakeOver once somebody told of a disaster, and no main centre was connected for
 *     so long, a copy is taken over without being asked; empty: never
 */
public record RemoteConfig(
    Path stateDirectory,
    String initiatorName,
    TargetConfig target,
    AdminConfig admin,
    JournalConfig receiveJournal,
    MemoryConfig receiveMemory,
    long earlierImage,
    Optional<Duration> automaticTakeOver) {}
