package io.sealcopy.protocol.iscsi.pdu;

/** What 48 bytes off the wire turn out to be. */
public sealed interface DecodedPdu permits Pdu, MalformedPdu {}
