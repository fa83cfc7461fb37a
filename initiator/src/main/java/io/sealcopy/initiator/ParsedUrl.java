package io.sealcopy.initiator;

/** What text meant as a URL turns out to be. */
public sealed interface ParsedUrl permits IscsiUrl, ParsedUrl.Invalid {
  /**
   * No URL of a logical unit.
   *
   * @param problem what is wrong and what was expected
   */
  record Invalid(String problem) implements ParsedUrl {}
}
