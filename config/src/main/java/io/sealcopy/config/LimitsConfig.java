package io.sealcopy.config;

import java.time.Duration;

/**
 * What a target gives to its initiators before it says no.
 *
 * @param connections open TCP connections at once
 * @param loginTime from the TCP connection to the full feature phase
 * @param loginFailures of one initiator name at one address before its logins wait
 * @param loginWait the longest such wait; zero: nobody waits
 * @param pingInterval of silence of an initiator before it is asked for a sign of life
 * @param lostPings so many of these without an answer end a connection
 * @param queueDepth commands that one session may have outstanding (MaxCmdSN - ExpCmdSN + 1)
 * @param connectionsPerSession TCP connections that one session may have (MaxConnections)
 * @param bufferedPerConnection bytes held for one connection, 16 MiB at least
 * @param buffered bytes held for all connections
 */
public record LimitsConfig(
    int connections,
    Duration loginTime,
    int loginFailures,
    Duration loginWait,
    Duration pingInterval,
    int lostPings,
    int queueDepth,
    int connectionsPerSession,
    long bufferedPerConnection,
    long buffered) {}
