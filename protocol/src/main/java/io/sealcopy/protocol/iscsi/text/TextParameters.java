package io.sealcopy.protocol.iscsi.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pairs of one text exchange, in order. On the wire: UTF-8, each pair ended by a zero byte. RFC
 * 7143 §6.1.
 */
public record TextParameters(List<TextParameter> pairs) implements ParsedText {
  /** RFC 7143 §6.1: a key name has at most 63 bytes. */
  public static final int MAX_KEY_LENGTH = 63;

  /** Longest value taken: a binary value of 1024 bytes in hexadecimal, with its prefix. */
  public static final int MAX_VALUE_LENGTH = 2 * 1024 + 2;

  private static final String KEY_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-+@_#";

  public TextParameters {
    pairs = List.copyOf(pairs);
  }

  public static TextParameters of(TextParameter... pairs) {
    return new TextParameters(List.of(pairs));
  }

  /** The value of the first pair with this key. */
  public Optional<String> value(TextKey key) {
    for (TextParameter pair : pairs) {
      if (pair.key().equals(key.keyName())) {
        return Optional.of(pair.value());
      }
    }
    return Optional.empty();
  }

  /** Bytes that {@link #encode} gives. */
  public ByteBuffer encode() {
    StringBuilder text = new StringBuilder();
    for (TextParameter pair : pairs) {
      text.append(pair.key()).append('=').append(pair.value()).append('\0');
    }
    return StandardCharsets.UTF_8.encode(text.toString());
  }

  /**
   * Parses the bytes between position and limit of {@code text}, which does not change. A key that
   * comes twice is a problem, unless the standard lets it be repeated.
   */
  public static ParsedText parse(ByteBuffer text, TextLimits limits) {
    if (text.remaining() > limits.maxBytes()) {
      return new TextProblem("", "more than " + limits.maxBytes() + " bytes of text");
    }
    List<TextParameter> pairs = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int end = text.limit();
    int start = text.position();
    while (start < end) {
      int stop = start;
      while (stop < end && text.get(stop) != 0) {
        stop++;
      }
      if (stop > start) {
        ParsedText parsed = parsePair(text.slice(start, stop - start), stop < end);
        switch (parsed) {
          case TextProblem problem -> {
            return problem;
          }
          case TextParameters(List<TextParameter> one) -> {
            TextParameter pair = one.getFirst();
            if (!seen.add(pair.key()) && !TextKey.mayRepeat(pair.key())) {
              return new TextProblem(pair.key(), pair.key() + " comes twice");
            }
            pairs.add(pair);
          }
        }
        if (pairs.size() > limits.maxPairs()) {
          return new TextProblem("", "more than " + limits.maxPairs() + " keys");
        }
      }
      start = stop + 1;
    }
    return new TextParameters(pairs);
  }

  private static ParsedText parsePair(ByteBuffer bytes, boolean ended) {
    String pair;
    try {
      pair = StandardCharsets.UTF_8.newDecoder().decode(bytes.slice()).toString();
    } catch (CharacterCodingException _) {
      return new TextProblem("", "a pair that is not UTF-8");
    }
    int equals = pair.indexOf('=');
    String key = equals < 0 ? pair : pair.substring(0, equals);
    String shown = shown(key);
    if (equals < 0) {
      return new TextProblem(shown, "'" + shown + "' has no '='");
    }
    if (!isKeyName(key)) {
      return new TextProblem(shown, "'" + shown + "' is no key name");
    }
    if (!ended) {
      return new TextProblem(key, key + " is not ended by a zero byte");
    }
    if (bytes.remaining() - key.length() - 1 > MAX_VALUE_LENGTH) {
      return new TextProblem(key, key + " has a value of more than " + MAX_VALUE_LENGTH + " bytes");
    }
    return of(new TextParameter(key, pair.substring(equals + 1)));
  }

  /** RFC 7143 §6.1: standard-label, with the {@code X#} prefix form of extension keys. */
  private static boolean isKeyName(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (KEY_CHARACTERS.indexOf(key.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** At most a key's length, and printable: it goes into a log line. */
  private static String shown(String key) {
    String cut = key.length() > MAX_KEY_LENGTH ? key.substring(0, MAX_KEY_LENGTH) : key;
    return cut.replaceAll("[^!-~]", "?");
  }
}
