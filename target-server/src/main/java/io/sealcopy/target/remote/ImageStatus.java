package io.sealcopy.target.remote;

/**
 * What a group keeps of an earlier image.
 *
 * @param kept whether there is one
 * @param time of the image by the main centre's wall clock, milliseconds since 1970
 * @param bytes that it takes, of all members
 * @param lost why there is none any more although one was asked for; empty: that did not happen
 */
public record ImageStatus(boolean kept, long time, long bytes, String lost) {
  static final ImageStatus NONE = new ImageStatus(false, 0, 0, "");
}
