package io.sealcopy.protocol.iscsi.text;

/** What bytes of text turn out to be. */
public sealed interface ParsedText permits TextParameters, TextProblem {}
