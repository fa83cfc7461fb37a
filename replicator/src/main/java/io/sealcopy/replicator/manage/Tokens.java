package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The one-time tokens that destructive commands must repeat: nobody gives one by mistake. */
final class Tokens {
  private static final int BYTES = 4;

  private Tokens() {}

  static String random(SecureRandom random) {
    byte[] token = new byte[BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  static boolean same(String token, String given) {
    return MessageDigest.isEqual(token.getBytes(US_ASCII), given.getBytes(US_ASCII));
  }
}
