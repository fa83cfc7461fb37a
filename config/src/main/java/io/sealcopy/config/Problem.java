package io.sealcopy.config;

/**
 * Something wrong, or worth a warning, in a configuration file.
 *
 * @param file the file in which it stands
 * @param line counted from 1; 0 when no line can be named
 * @param key path of the key, e.g. {@code main.target.volumes[1].size}; empty: the file itself
 * @param wrong what is wrong
 * @param right what would be right; empty when {@code wrong} says it
 */
public record Problem(String file, int line, String key, String wrong, String right) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    text.append(wrong);
    if (!right.isEmpty()) {
      text.append("; ").append(right);
    }
    return text.toString();
  }
}
