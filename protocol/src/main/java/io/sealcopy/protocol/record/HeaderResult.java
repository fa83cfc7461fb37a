package io.sealcopy.protocol.record;

/** What decoding a record's header gives: the header, or what is wrong with the bytes. */
public sealed interface HeaderResult permits RecordHeader, RecordDamage {}
