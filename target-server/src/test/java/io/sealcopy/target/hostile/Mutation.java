package io.sealcopy.target.hostile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A conversation with something wrong in it, the same for the same seed. */
final class Mutation {
  private static final byte LOGIN = 0x43;
  private static final int ISID_END = 13;

  private Mutation() {}

  static byte[] of(List<List<byte[]>> conversations, Random random) {
    List<byte[]> pdus = new ArrayList<>(any(conversations, random));
    byte port = (byte) random.nextInt(256);
    pdus.replaceAll(pdu -> pdu[0] == LOGIN ? from(pdu, port) : pdu);
    for (int i = random.nextInt(3); i >= 0; i--) {
      change(pdus, conversations, random);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pdus.forEach(all::writeBytes);
    byte[] bytes = all.toByteArray();
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }

  /** As another initiator port: two with the same name would end each other's session. */
  private static byte[] from(byte[] login, byte port) {
    byte[] changed = login.clone();
    changed[ISID_END] = port;
    return changed;
  }

  private static <T> T any(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private static void change(List<byte[]> pdus, List<List<byte[]>> others, Random random) {
    // Later ones more often: what comes before must be right to get there.
    int at = Math.max(random.nextInt(pdus.size()), random.nextInt(pdus.size()));
    byte[] pdu = pdus.get(at).clone();
    switch (random.nextInt(10)) {
      case 0, 1 -> pdu[random.nextInt(Math.min(48, pdu.length))] ^= bit(random);
      case 2 -> pdu[random.nextInt(pdu.length)] ^= bit(random);
      case 3 -> pdu = Arrays.copyOf(pdu, random.nextInt(pdu.length) + 1);
      case 4 -> pdus.add(at, pdu.clone());
      case 5 -> pdus.add(random.nextInt(pdus.size()), pdu.clone());
      case 6 -> pdu[Math.min(5 + random.nextInt(3), pdu.length - 1)] = (byte) random.nextInt(256);
      case 7 -> pdu[Math.min(4, pdu.length - 1)] = (byte) random.nextInt(256);
      case 8 -> {
        List<byte[]> other = any(others, random);
        int from = random.nextInt(other.size());
        pdus.addAll(at, other.subList(from, from + random.nextInt(other.size() - from) + 1));
        return;
      }
      default -> {
        int length = 1 + random.nextInt(8);
        for (int i = random.nextInt(pdu.length); i < pdu.length && length-- > 0; i++) {
          pdu[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        }
      }
    }
    pdus.set(at, pdu);
  }

  private static byte bit(Random random) {
    return (byte) (1 << random.nextInt(8));
  }
}
